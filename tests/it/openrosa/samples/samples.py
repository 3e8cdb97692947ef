"""Wrote the workbooks in this folder, as districts write them in Excel: python samples.py FOLDER.

Needs openpyxl, which pyxform brings.
"""

import pathlib
import sys

from openpyxl import Workbook

out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)


def book(name, survey, choices, settings):
    workbook = Workbook()
    for title, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del workbook["Sheet"]
    workbook.save(out / f"{name}.xlsx")


VI, EN = "Tiếng Việt (vi)", "English (en)"
ba = [["pf", "dat", "Đạt", "Met"], ["pf", "khong_dat", "Không đạt", "Not met"], ["pf", "khong_ap_dung", "Không áp dụng", "Not applicable"]]

# A water scheme: groups, relevance over several questions, photos, days, percentages.
book("nuoc_sach", [
    ["type", "name", f"label::{VI}", f"label::{EN}", f"hint::{VI}", "required", "relevant", "constraint", f"constraint_message::{VI}", "appearance", "parameters", "unit"],
    ["start", "start"], ["end", "end"], ["today", "hom_nay"], ["deviceid", "deviceid"], ["username", "username"],
    ["begin_group", "nhan_dang", "Nhận dạng", "Identification"],
    ["geopoint", "vi_tri", "Vị trí bể chứa", "Position of the tank", "Đứng cạnh bể, chờ sai số ổn định", "yes", None, None, None, None, "capture-accuracy=15"],
    ["image", "anh_be", "Ảnh bể chứa", "Photo of the tank", None, "yes", None, None, None, "new", "max-pixels=1600"],
    ["select_one loai", "loai_ct", "Loại công trình", "Kind of scheme", None, "yes", None, None, None, "minimal"],
    ["end_group"],
    ["begin_group", "van_hanh", "Vận hành", "Operation"],
    ["select_one pf", "co_nuoc", "Đang có nước", "Water is running", None, "yes"],
    ["date", "ngay_hong", "Hỏng từ ngày nào", "Broken since", None, "yes", "${co_nuoc} = 'khong_dat'", ". <= today() and . >= date('2015-01-01')", "Ngày hỏng không thể sau hôm nay"],
    ["select_multiple hong", "bo_phan_hong", "Bộ phận hỏng", "Broken parts", None, None, "${co_nuoc}='khong_dat' and ${ngay_hong} != ''"],
    ["text", "hong_khac", "Bộ phận khác", "Other part", None, "yes", "selected(${bo_phan_hong}, 'khac')", "string-length(.) <= 200"],
    ["integer", "ho_thiet_ke", "Số hộ theo thiết kế", "Households by design", None, "yes", None, ". >= 0 and . < 5000", "Từ 0 đến 4999 hộ", None, None, "hộ"],
    ["integer", "ho_dung", "Số hộ đang dùng", "Households served", None, "yes", None, ". >= 0 and . <= ${ho_thiet_ke}", "Không quá số hộ theo thiết kế", None, None, "hộ"],
    ["text", "ly_do_it", "Vì sao ít hộ dùng", "Why so few", None, None, "${ho_thiet_ke} > 0 and 100 * ${ho_dung} div ${ho_thiet_ke} < 80"],
    ["decimal", "luu_luong", "Lưu lượng", "Flow", "Đo bằng xô và đồng hồ", None, "not(${co_nuoc} = 'khong_dat')", ". > 0", "Phải lớn hơn 0", None, None, "lít/giây"],
    ["begin_repeat", "cac_anh", "Ảnh đường ống", "Photos of the pipe"],
    ["image", "anh_ong", "Ảnh đường ống", "Photo of the pipe"],
    ["end_repeat"],
    ["end_group"],
    ["begin_group", "quan_ly", "Quản lý", "Management", None, None, "${loai_ct} != 'gieng'"],
    ["select_one pf", "to_quan_ly", "Có tổ quản lý, có quỹ", "A group manages it, with a fund"],
    ["decimal", "quy", "Quỹ hiện có", "Fund at hand", None, None, "${to_quan_ly} = 'dat' or ${ho_dung} >= 50", ". >= -1000.5", None, None, None, "nghìn đồng"],
    ["end_group"],
    ["text", "kien_nghi", "Kiến nghị của thôn", "What the village asks for", None, None, None, None, None, "multiline"],
], [["list_name", "name", f"label::{VI}", f"label::{EN}"]] + ba + [
    ["loai", "tu_chay", "Tự chảy", "Gravity"], ["loai", "gieng", "Giếng khoan", "Borehole"], ["loai", "khac", "Khác", "Other"],
    ["hong", "be", "Bể", "Tank"], ["hong", "ong", "Đường ống", "Pipe"], ["hong", "khac", "Khác", "Other"],
], [["form_title", "form_id", "version", "default_language", "subject_kind"], ["Công trình nước sạch", "nuoc_sach", 3, VI, "work"]])

# A short one, in one language, with no groups.
book("don_gian", [
    ["type", "name", "label", "required", "relevance"],
    ["text", "thon", "Thôn", "yes"],
    ["select_one co_khong", "da_nhan", "Đã nhận hỗ trợ chưa", "yes"],
    ["integer", "so_con", "Số con giống", "yes", "${da_nhan} = 'co'"],
    ["integer", "con_song", "Số còn sống", None, "${so_con} > 0 and ${so_con} + 0 <= 500 or ${da_nhan} = ''"],
    ["select_one co_khong", "muon_tiep", "Muốn làm tiếp không", None, "not(${con_song} < ${so_con}) and not(${da_nhan} != 'co')"],
    ["image", "anh", "Ảnh"],
], [["list name", "name", "label"], ["co_khong", "co", "Có"], ["co_khong", "khong", "Không"]],
   [["form_title", "form_id", "subject_kind"], ["Phiếu hỏi nhanh", "don_gian", "household"]])

# It does not say what it inspects.
book("khong_ro_doi_tuong", [["type", "name", "label"], ["text", "thon", "Thôn"]], [["list_name", "name", "label"]],
     [["form_title", "form_id"], ["Phiếu hỏi nhanh", "khong_ro_doi_tuong"]])

# Everything that is outside of the subset, each in a row of its own.
book("ngoai_pham_vi", [
    ["type", "name", "label", "label::Français (fr)", "hint", "required", "relevant", "constraint", "calculation", "choice_filter", "appearance"],
    ["note", "ghi_chu", "Xin chào"],
    ["calculate", "tong", None, None, None, None, None, None, "${a} + ${b}"],
    ["begin_group", "g1", "Nhóm 1"],
    ["begin_group", "g2", "Nhóm 2"],
    ["end_group"],
    ["end_group"],
    ["begin_repeat", "r", "Lặp"],
    ["text", "trong_lap", "Trong nhóm lặp"],
    ["end_repeat"],
    ["Text", "Ten_Hoa", "Tên hoa"],
    ["text", "a-b", "Tên có gạch"],
    ["select_one khong_co", "x1", "Danh sách không có"],
    ["select_one l or_other", "x2", "Có khác"],
    ["barcode", "x3", "Mã vạch"],
    ["text", "x4", "Bắt buộc có điều kiện", None, None, "${x5} = 'a'"],
    ["select_one l", "x5", "Chọn", None, None, None, "${khong_co} = 'a'"],
    ["select_one l", "x6", "Chọn", None, None, None, "${x5} = 'z'"],
    ["text", "x7", "Biểu thức", None, None, None, "regex(${x4}, 'a+')", None, None, None, "signature"],
    ["text", "x8", None, "Bonjour", None, None, "${x4} = 'abc'", "string-length(.) >"],
    ["begin_group", "g3", "Không đóng"],
], [["list_name", "name", "label"], ["l", "a", "A"], ["l", "1", "Một"], ["l", "a", "A lần nữa"], [None, "b", "B"]],
   [["form_title", "form_id", "version", "public_key"], [None, "Biểu Mẫu", "v1.2", "MIIB"]])
