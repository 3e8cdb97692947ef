/** ODK Collect on phones that teams have already: its way in, and what comes from it. */
export const collect = {
  collect: {
    add: "Thêm máy dùng ODK Collect",
    words:
      "Dành cho điện thoại đã cài sẵn ODK Collect hoặc KoboCollect: máy tải bảng kiểm về và gửi phiếu lên bằng một địa chỉ riêng.",
    for: "Máy của ai",
    for_hint: "Chỉ nêu thành viên đoàn kiểm tra và cán bộ xã: người khác không có bảng kiểm để tải.",
    label: "Tên máy, tên tổ",
    label_hint: "Để nhận ra trong danh sách điện thoại, ví dụ: ODK Collect, máy tổ 2.",
    make: "Tạo địa chỉ",
    once: "Chỉ hiện một lần, không xem lại được.",
    once_why:
      "Ai có mã QR hoặc địa chỉ này đều gửi được phiếu với tên {{name}}. Chỉ đưa cho người giữ máy. Nếu để lộ, thu hồi máy này ở trang Điện thoại rồi tạo địa chỉ khác.",
    of: "{{label}} · {{name}}",
    qr: "Hình QR để cài đặt ODK Collect",
    step_open:
      "Mở ODK Collect, chọn “Configure with QR code” (cấu hình bằng mã QR). Máy đã có dự án khác: bấm biểu tượng dự án ở góc trên, chọn “Add project” (thêm dự án).",
    step_scan: "Quét hình này. Máy hiện dự án “Thực Địa”, bảng kiểm tự tải về khi có mạng.",
    step_manual:
      "Không quét được: chọn “Manually enter project details” (nhập tay), dán địa chỉ dưới đây vào ô URL, để trống tên và mật khẩu.",
    address: "Địa chỉ máy chủ",
    done: "Đã cài xong, đóng",
  },
  submissions: {
    title: "Bản gửi từ ODK",
    state: { waiting: "chờ tệp", pushed: "đã vào phiếu", conflict: "khác bản trước", refused: "bị từ chối" },
    state_hint: {
      waiting: "Còn thiếu tệp, chưa thành bản gửi của phiếu.",
      conflict: "Cùng mã với bản trước nhưng nội dung khác; giữ cả hai.",
      refused: "Máy chủ từ chối và giữ riêng, không vào phiếu.",
    },
    form: "Biểu mẫu",
    opened: "Mở trên máy lúc",
    received: "Nhận {{at}}",
    username: "Tên gõ trong ODK",
    username_hint: "người dùng tự khai, không được xác thực",
    files_other: "{{count}} tệp đã đến",
    files_none: "Không có tệp nào kèm theo.",
    photo: "Ảnh {{name}}",
    missing_other: "Còn thiếu {{count}} tệp",
    aside_other: "{{count}} giá trị không có chỗ trong phiếu",
    aside_words: "Giữ nguyên như đã gửi, không tính vào câu trả lời.",
    xml: "Tải bản gốc (XML)",
  },
  submissions_waiting: {
    title: "Bản gửi từ ODK Collect chưa thành phiếu",
    words:
      "Phiếu đã đến nhưng ảnh chưa đến đủ, hoặc đã bị từ chối. Người giữ máy mở ODK Collect khi có mạng, chọn gửi lại phiếu đã hoàn thành.",
    form: "Bảng kiểm",
    received: "Nhận lúc",
    opened: "Mở trên máy",
    why: "Vì sao chờ",
    came: "Tệp đã đến",
    refused_look: "xem lý do",
    none: "Không có bản gửi nào từ ODK Collect phải chờ.",
  },
};
