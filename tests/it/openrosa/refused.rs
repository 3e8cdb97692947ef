//! What cannot be taken: told in words, and never an error of the server's.

use reqwest::Method;
use thucdia_tests::{
    builders::photo,
    collect::{BOUNDARY, Collect, Told, post},
    server::TestServer,
};

use super::Filled;

on_both! {
    xml_that_cannot_be_read_is_told_why
    a_form_that_is_not_there_is_named
    what_is_no_post_is_told_so
    credentials_are_asked_for_before_the_body
}

async fn xml_that_cannot_be_read_is_told_why(server: TestServer) {
    let collect = Collect::new(&server, "an").await;
    let good = Filled::new(&server, "CT-01").await.xml();
    let counts = server.counts().await;
    let bomb = "<!DOCTYPE data [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let outside = "<!DOCTYPE data [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    let with = |head: &str| good.replace("<data ", &format!("{head}<data "));
    let deep = format!("{}{}", "<a>".repeat(5_000), "</a>".repeat(5_000));
    for wrong in [
        good.replace("pass<", "pa\0ss<"),
        good.replace("pass<", "pa&#0;ss<"),
        good.replace("pass<", "&undefined;<"),
        good.replace("</site>", ""),
        good.replace("</site>", "</other>"),
        with(bomb),
        with(outside),
        good.replace("<site>", &format!("<site>{deep}")),
        good.replace("<orx:instanceID>", "<orx:other>").replace("</orx:instanceID>", "</orx:other>"),
        good.replace("version=\"1\"", "version=\"1\" encrypted=\"yes\""),
        "no xml at all".to_owned(),
        String::new(),
    ] {
        let told = collect.submit(&wrong, &[("1.jpg", &photo(1, 5_000))], 400).await;
        assert_eq!(told.message().lines().count(), 2, "{}", told.body);
        assert!(!told.body.contains("root:"));
    }
    assert_eq!(server.counts().await, counts, "not even its photo is kept");
}

async fn a_form_that_is_not_there_is_named(server: TestServer) {
    let collect = Collect::new(&server, "an").await;
    let good = Filled::new(&server, "CT-01").await.xml();
    let told = collect.submit(&good.replace("infrastructure_work", "no_such_form"), &[], 404).await;
    assert!(told.message().contains("no_such_form"), "{}", told.body);
    let told = collect.submit(&good.replace("version=\"1\"", "version=\"77\""), &[], 404).await;
    assert!(told.message().contains("77"), "{}", told.body);
}

async fn what_is_no_post_is_told_so(server: TestServer) {
    let collect = Collect::new(&server, "an").await;
    let request = collect.request(Method::POST, "submission").header("content-type", "text/xml").body("<data/>");
    Told::of(request).await.expect(415).message();
    collect.post(format!("--{BOUNDARY}--\r\n"), 400).await.message();
    collect.post(format!("--{BOUNDARY}\r\n\r\nno headers\r\n--{BOUNDARY}--\r\n"), 400).await.message();
    let nul = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"a\0b\"\r\n\r\nx\r\n--{BOUNDARY}--\r\n");
    collect.post(nul, 400).await.message();
}

/// A body that never ends: whoever reads it before the credentials never answers.
async fn credentials_are_asked_for_before_the_body(server: TestServer) {
    let begun = post("<data/>", &[]);
    let endless = || {
        let first = futures_util::stream::iter([Ok::<_, std::io::Error>(begun[..40].to_vec())]);
        reqwest::Body::wrap_stream(futures_util::StreamExt::chain(first, futures_util::stream::pending()))
    };
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let wrong = server
        .request(Method::POST, "/openrosa/key/no-such-key/submission")
        .header("content-type", &kind)
        .body(endless());
    Told::of(wrong).await.expect(403).message();
    let nobody = server.request(Method::POST, "/openrosa/submission").header("content-type", &kind).body(endless());
    let told = Told::of(nobody).await.expect(401);
    assert!(told.headers["www-authenticate"].to_str().unwrap().starts_with("Basic "));
}
