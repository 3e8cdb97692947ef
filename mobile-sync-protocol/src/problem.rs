//! The catalogue of what can go wrong: stable codes, in one place, for people and for programs (RFC 9457).

use serde::{Deserialize, Serialize};

use crate::text::Text;

/// An `application/problem+json` answer (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `/problems/` and the code: stable, and readable there.
    #[serde(rename = "type")]
    pub kind: String,
    /// What kind of problem it is.
    pub title: String,
    /// The same in Vietnamese, for a screen.
    pub title_vi: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened here, and what to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The places in the request that are wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Violation>,
    /// The request's id in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Violation {
    /// JSON Pointer (RFC 6901) to the place.
    pub path: String,
    /// A code of the catalogue.
    pub code: String,
    /// What is wrong, in English.
    pub message: String,
    /// What is wrong, in Vietnamese.
    pub message_vi: String,
}

impl Violation {
    /// A violation of `code` at `path`, said in both languages.
    pub fn new(path: impl Into<String>, code: Code, message: Text) -> Self {
        Self { path: path.into(), code: code.as_str().to_owned(), message: message.en, message_vi: message.vi }
    }

    /// A violation said with the catalogue's own words.
    pub fn plain(path: impl Into<String>, code: Code) -> Self {
        Self::new(path, code, Text::new(code.title_vi(), code.title()))
    }
}

macro_rules! catalogue {
    ($($variant:ident $code:literal $status:literal $title:literal $title_vi:literal;)+) => {
        /// A stable name of something that can go wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $(#[doc = $title] $variant,)+
        }

        impl Code {
            /// The whole catalogue, in its written order.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The HTTP status that goes with it where it answers a whole request.
            pub fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ }
            }

            /// What kind of problem it is, in English.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// What kind of problem it is, in Vietnamese.
            pub fn title_vi(self) -> &'static str {
                match self { $(Self::$variant => $title_vi,)+ }
            }
        }
    };
}

catalogue! {
    // Requests
    JsonSyntax "request.json_syntax" 400 "The request is not valid JSON" "Nội dung gửi lên không phải JSON hợp lệ";
    JsonShape "request.json_shape" 422 "A field is missing, unknown or of the wrong type" "Có trường bị thiếu, lạ hoặc sai kiểu";
    DuplicateKey "request.duplicate_key" 400 "An object has a key twice" "Một khóa xuất hiện hai lần";
    BadParameter "request.parameter" 400 "A parameter of the request cannot be read" "Không đọc được tham số của yêu cầu";
    BodyTooLarge "request.too_large" 413 "The request is larger than allowed" "Nội dung gửi lên vượt quá giới hạn";
    BodyUnreadable "request.unreadable" 400 "The body of the request could not be read to its end" "Không đọc được hết nội dung gửi lên";
    MediaType "request.media_type" 415 "This media type is not taken here" "Không nhận kiểu nội dung này";
    TooManyItems "request.too_many_items" 413 "More items than one request may carry" "Quá nhiều mục trong một lần gửi";
    NotFound "request.not_found" 404 "There is nothing here" "Không tìm thấy";
    MethodNotAllowed "request.method" 405 "This address does not take that method" "Địa chỉ này không nhận phương thức đó";
    RateLimited "request.rate_limited" 429 "Too many attempts; wait before the next" "Thử quá nhiều lần, hãy đợi rồi thử lại";
    Unavailable "server.unavailable" 503 "The server cannot do this now; try again" "Máy chủ tạm thời chưa xử lý được, hãy thử lại";
    Internal "server.internal" 500 "The server failed; its log has the request's id" "Máy chủ gặp lỗi, nhật ký có mã yêu cầu này";
    // People and devices
    SignInNeeded "auth.sign_in_needed" 401 "Sign in first" "Cần đăng nhập";
    WrongPassword "auth.wrong_password" 401 "The name or the password is wrong" "Sai tên đăng nhập hoặc mật khẩu";
    DeviceRevoked "auth.device_revoked" 403 "This device was revoked; what it pushes is kept aside" "Thiết bị đã bị thu hồi, dữ liệu gửi lên được giữ riêng";
    Forbidden "auth.forbidden" 403 "This role may not do that" "Vai trò này không được phép làm việc đó";
    OutOfScope "auth.out_of_scope" 403 "This lies outside the units of this person" "Ngoài địa bàn được giao";
    CrossSite "auth.cross_site" 403 "The request came from another site" "Yêu cầu đến từ trang khác";
    CodeUnknown "enrolment.code_unknown" 404 "The enrolment code is unknown, used or expired; ask for a new one" "Mã ghi danh không đúng, đã dùng hoặc hết hạn, hãy xin mã mới";
    KeyUnreadable "enrolment.key_unreadable" 422 "The public key cannot be read" "Không đọc được khóa công khai";
    // Records
    RecordUnknownItem "record.unknown_item" 422 "The checklist has no such item" "Bảng kiểm không có tiêu chí này";
    RecordAnswerType "record.answer_type" 422 "The answer is not of the item's type" "Câu trả lời không đúng kiểu của tiêu chí";
    RecordUnknownChoice "record.unknown_choice" 422 "The item has no such choice" "Tiêu chí không có lựa chọn này";
    RecordNumberRange "record.number_range" 422 "The number is outside the item's bounds" "Số nằm ngoài khoảng cho phép";
    RecordText "record.text" 422 "The text is too long, or holds a NUL character" "Văn bản quá dài hoặc có ký tự NUL";
    RecordPlace "record.place" 422 "The coordinates are no place" "Tọa độ không hợp lệ";
    RecordPhoto "record.photo" 422 "The photo's description cannot be right" "Thông tin ảnh không hợp lệ";
    RecordSubject "record.subject" 422 "Either a known or a new subject must be there, and not both" "Phải có đúng một trong hai: đối tượng có sẵn hoặc đối tượng mới";
    RecordUnknownChecklist "record.unknown_checklist" 422 "The server does not have this checklist in this version" "Máy chủ không có bảng kiểm ở phiên bản này";
    RecordWrongKind "record.wrong_kind" 422 "The checklist is for another kind of subject" "Bảng kiểm dành cho loại đối tượng khác";
    RecordUnknownSubject "record.unknown_subject" 422 "The server does not know this subject" "Máy chủ không có đối tượng này";
    RecordUnknownUnit "record.unknown_unit" 422 "The server does not know this commune, or it did not stand on that day" "Không có xã này hoặc xã không tồn tại vào ngày đó";
    RecordUnknownSubProject "record.unknown_sub_project" 422 "The server does not know this sub-project, or it has parts of its own" "Không có tiểu dự án này hoặc đây chưa phải cấp cuối";
    RecordUnknownVisit "record.unknown_visit" 422 "The server does not know this visit" "Không có đợt kiểm tra này";
    RecordOutOfScope "record.out_of_scope" 422 "The record is about a unit outside this person's scope" "Phiếu thuộc đơn vị ngoài địa bàn được giao";
    RecordSignature "record.signature" 422 "The signature is missing or does not hold" "Thiếu chữ ký hoặc chữ ký không đúng";
    RecordIdReused "record.id_reused" 422 "This revision id is known with other content" "Mã bản này đã được dùng cho nội dung khác";
    RecordBase "record.base" 422 "The base is of another record" "Bản gốc thuộc phiếu khác";
    // What makes a record incomplete, and never refuses it
    IncompleteRequired "incomplete.required" 422 "A required item has no answer" "Thiếu câu trả lời bắt buộc";
    IncompletePhoto "incomplete.photo" 422 "The item needs a photo" "Tiêu chí này cần có ảnh";
    IncompleteMustHold "incomplete.must_hold" 422 "What must hold before handing in does not" "Chưa đạt điều kiện để nộp phiếu";
    // Review
    ReviewMovedOn "review.moved_on" 409 "The record changed since it was looked at; load it again" "Phiếu đã thay đổi sau khi mở, hãy tải lại";
    ReviewTransition "review.transition" 409 "A record in this state does not take that decision" "Trạng thái của phiếu không cho phép quyết định này";
    ReviewWords "review.words_needed" 422 "Say what is to be mended" "Cần ghi rõ nội dung phải sửa";
    ReviewNothing "review.nothing_to_settle" 409 "This branch is no conflict of the record" "Phiếu không có xung đột này";
    // Findings
    FindingMovedOn "finding.moved_on" 409 "The finding changed since it was looked at; load it again" "Phát hiện đã thay đổi sau khi mở, hãy tải lại";
    FindingTransition "finding.transition" 409 "A finding in this state does not take that step" "Trạng thái của phát hiện không cho phép bước này";
    FindingField "finding.field" 422 "A field of the finding is missing or cannot be right" "Thông tin của phát hiện còn thiếu hoặc không đúng";
    // Evaluations
    EvaluationMovedOn "evaluation.moved_on" 409 "The evaluation changed since it was looked at; load it again" "Báo cáo đã thay đổi sau khi mở, hãy tải lại";
    EvaluationTransition "evaluation.transition" 409 "An evaluation in this state does not take that" "Trạng thái của báo cáo không cho phép việc này";
    EvaluationExists "evaluation.exists" 409 "There is an evaluation of this form, period and body already" "Đã có báo cáo theo mẫu này của đơn vị trong kỳ";
    EvaluationField "evaluation.field" 422 "A field of the evaluation is missing or cannot be right" "Thông tin của báo cáo còn thiếu hoặc không đúng";
    // Exports
    ExportFormat "export.format" 422 "This cannot be had as such a file" "Không xuất được nội dung này ở định dạng đó";
    ExportTooMany "export.too_many" 429 "Too many exports wait already; let one end first" "Đang chờ quá nhiều lượt xuất, hãy đợi một lượt xong";
    ExportNothing "export.nothing" 422 "There is nothing of this in the units of this person" "Không có nội dung này trong địa bàn được giao";
    ExportFailed "export.failed" 500 "The file could not be made" "Không làm được tệp";
    ExportNotReady "export.not_ready" 409 "The file is not there yet" "Tệp chưa làm xong";
    // Photos
    UploadUnknown "upload.unknown" 404 "There is no such upload; ask for the photo's status" "Không có phiên tải lên này, hãy hỏi lại trạng thái ảnh";
    UploadGone "upload.gone" 410 "The upload expired or was ended; begin a new one" "Phiên tải lên đã hết hạn hoặc đã kết thúc";
    UploadOffset "upload.offset" 409 "The offset is not where the upload stands" "Vị trí tải lên không khớp";
    UploadLength "upload.length" 413 "The photo is larger than allowed" "Ảnh lớn hơn giới hạn cho phép";
    UploadMetadata "upload.metadata" 400 "Upload-Metadata must carry sha256 and filetype" "Upload-Metadata phải có sha256 và filetype";
    UploadVersion "upload.version" 412 "Only tus 1.0.0 is spoken here" "Chỉ hỗ trợ tus 1.0.0";
    UploadChecksum "upload.checksum" 460 "The bytes do not have the checksum that was sent" "Dữ liệu không khớp mã kiểm tra";
    UploadHash "upload.hash" 422 "The photo's bytes do not have the SHA-256 that was promised; it was removed" "Nội dung ảnh không khớp SHA-256 đã báo, ảnh đã bị loại";
    UploadBusy "upload.busy" 423 "Another request is writing to this upload" "Phiên tải lên đang được ghi";
    // Rescue files
    RescueUnreadable "rescue.unreadable" 422 "The file cannot be opened; nothing of it was taken" "Không mở được tệp cứu dữ liệu, chưa nhận gì từ tệp";
    RescueDamaged "rescue.damaged" 422 "The file ends too early, or was altered" "Tệp bị cắt ngắn hoặc đã bị sửa";
    RescueDevice "rescue.device" 422 "The phone that sealed the file was never enrolled here" "Điện thoại tạo tệp này chưa từng được ghi danh ở đây";
    // Downloads
    PhotoNoImage "photo.no_image" 404 "No smaller image can be made of this photo; ask for the photo itself" "Không tạo được ảnh thu nhỏ của ảnh này, hãy mở ảnh gốc";
    RangeOutside "photo.range" 416 "The range lies outside of the photo" "Khoảng yêu cầu nằm ngoài tệp ảnh";
    // Pull
    CursorUnreadable "pull.cursor" 400 "The cursor cannot be read; pull without one" "Không đọc được con trỏ, hãy tải lại từ đầu";
    // Imports
    ImportRow "import.row" 422 "A row of the file is wrong; nothing was changed" "Có dòng sai trong tệp, chưa thay đổi gì";
    ImportFile "import.file" 422 "The file cannot be read; nothing was changed" "Không đọc được tệp, chưa thay đổi gì";
    // Checklists
    Checklist "checklist.invalid" 422 "The checklist contradicts itself" "Bảng kiểm có chỗ mâu thuẫn";
    Form "form.invalid" 422 "The form contradicts itself" "Mẫu báo cáo có chỗ mâu thuẫn";
}

impl Code {
    /// The problem that answers a whole request.
    pub fn problem(self) -> Problem {
        Problem {
            kind: format!("/problems/{}", self.as_str()),
            title: self.title().to_owned(),
            title_vi: self.title_vi().to_owned(),
            status: self.status(),
            detail: None,
            errors: Vec::new(),
            request_id: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_stands_once() {
        let mut codes: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Code::ALL.len());
    }
}
