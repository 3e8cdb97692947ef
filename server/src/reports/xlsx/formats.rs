//! How cells look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use super::super::table::{Cell, Kind};

/// How cells look. Excel keeps each look once.
pub(super) struct Formats {
    pub text: [Format; 2],
    pub centre: [Format; 2],
    pub date: [Format; 2],
    pub time: [Format; 2],
    pub number: [Vec<Format>; 2],
    pub link: [Format; 2],
    pub to_fill: [Format; 2],
    pub head: Format,
    pub number_of_column: Format,
    pub title: Format,
    pub subtitle: Format,
    pub issuer: Format,
    pub issuer_last: Format,
    pub right: Format,
}

impl Formats {
    pub fn new() -> Self {
        let letters = || Format::new().set_font_name("Times New Roman").set_font_size(12);
        let cell = || letters().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        let both = |format: Format| [format.clone(), format.set_bold()];
        let numbers = |format: &dyn Fn() -> Format| -> Vec<Format> {
            let pattern = |decimals: usize| match decimals {
                0 => "#,##0".to_owned(),
                some => format!("#,##0.{}", "0".repeat(some)),
            };
            (0..=6).map(|decimals| format().set_num_format(pattern(decimals)).set_align(FormatAlign::Right)).collect()
        };
        let strong = || cell().set_bold();
        let head = cell().set_bold().set_align(FormatAlign::Center).set_text_wrap();
        Self {
            text: both(cell().set_align(FormatAlign::Left).set_text_wrap()),
            centre: both(cell().set_align(FormatAlign::Center)),
            date: both(cell().set_align(FormatAlign::Center).set_num_format("dd/mm/yyyy")),
            time: both(cell().set_align(FormatAlign::Center).set_num_format("hh:mm dd/mm/yyyy")),
            number: [numbers(&cell), numbers(&strong)],
            link: both(cell().set_font_color(Color::RGB(0x001F_3864)).set_underline(FormatUnderline::Single)),
            to_fill: both(cell().set_background_color(Color::RGB(0x00FF_FF99)).set_align(FormatAlign::Center)),
            number_of_column: cell().set_italic().set_align(FormatAlign::Center),
            head,
            title: letters().set_font_size(14).set_bold().set_align(FormatAlign::Center).set_text_wrap(),
            subtitle: letters().set_italic().set_align(FormatAlign::Center).set_text_wrap(),
            issuer: letters(),
            issuer_last: letters().set_bold(),
            right: letters().set_italic().set_align(FormatAlign::Right),
        }
    }

    pub fn of(&self, cell: &Cell, kind: Kind, strong: bool) -> &Format {
        let formats = match (cell, kind) {
            (Cell::ToFill, _) => &self.to_fill,
            (Cell::Number(_), Kind::Number { decimals }) => {
                let [plain, bold] = &self.number;
                let numbers = if strong { bold } else { plain };
                return numbers.get(usize::from(decimals)).or(numbers.last()).unwrap_or(&self.head);
            }
            (Cell::Date(_), _) => &self.date,
            (Cell::Time(_), _) => &self.time,
            (Cell::Link { .. }, Kind::Link) => &self.link,
            (Cell::Number(_), _) => &self.centre,
            _ => &self.text,
        };
        let [plain, bold] = formats;
        if strong { bold } else { plain }
    }
}
