//! `/`, `/desk` and `/field`: the front end, as the binary serves it. Files are those of `server/web/dist`, which
//! `make web` builds.

use std::path::PathBuf;

use reqwest::Method;
use thucdia_tests::{
    reply::Reply,
    server::{Kind, TestServer, files},
};

fn built() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../server/web/dist")
}

async fn server() -> TestServer {
    TestServer::empty(Kind::SqliteFolder).await
}

#[tokio::test]
async fn the_field_app_is_found_with_and_without_its_slash() {
    let server = server().await;
    let plain = server.get("/field", 307).await;
    assert_eq!(plain.header("location"), "/field/");
    let enrolling = server.get("/field?enrol=ABCD-EFGH-JKMN&x=%C4%91", 307).await;
    assert_eq!(enrolling.header("location"), "/field/?enrol=ABCD-EFGH-JKMN&x=%C4%91");
    assert_eq!(server.get("/", 307).await.header("location"), "/desk");
}

#[tokio::test]
async fn each_door_is_one_page_under_a_policy() {
    let server = server().await;
    for (door, addresses) in [
        ("desk", ["/desk", "/desk/records/x", "/desk/map"]),
        ("field", ["/field/", "/field/records/x/sections/y", "/field/index.html"]),
    ] {
        let Ok(page) = std::fs::read(built().join(door).join("index.html")) else {
            let told = Reply::of(server.request(Method::GET, addresses[0])).await;
            assert_eq!(told.status, 503, "{door}");
            assert!(String::from_utf8_lossy(&told.body).contains("make web"));
            continue;
        };
        for address in addresses {
            let reply = server.get(address, 200).await;
            assert!(reply.body == page, "{address}");
            assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
            assert_eq!(reply.header("cache-control"), "no-cache");
            let policy = reply.header("content-security-policy");
            for wanted in ["default-src 'none'", "script-src 'self'", "worker-src 'self'", "manifest-src 'self'"] {
                assert!(policy.contains(wanted), "{address}: {policy}");
            }
            assert_eq!(policy.contains("media-src 'self' blob:"), door == "field", "{policy}");
            let permissions = reply.headers.get("permissions-policy").map(|value| value.to_str().unwrap());
            let camera = (door == "field").then_some("camera=(self), geolocation=(self)");
            assert_eq!(permissions, camera, "{address}");
        }
    }
}

#[tokio::test]
async fn files_beside_the_field_apps_page_are_asked_for_again() {
    let server = server().await;
    let folder = built().join("field");
    for path in files(&folder).into_iter().filter(|path| !path.ends_with("index.html")) {
        let name = path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
        let address = format!("/field/{name}");
        let reply = server.get(&address, 200).await;
        assert!(reply.body == std::fs::read(&path).unwrap(), "{name}");
        assert_eq!(reply.header("cache-control"), "no-cache", "{name}");
        let kind = match name.rsplit('.').next().unwrap() {
            "js" => "text/javascript",
            "webmanifest" => "application/manifest+json",
            "png" => "image/png",
            other => panic!("{name}: say what a .{other} is"),
        };
        assert_eq!(reply.header("content-type"), kind, "{name}");
        assert!(reply.header("content-security-policy").contains("connect-src 'self'"), "{name}");
        let known = server.request(Method::GET, &address).header("if-none-match", reply.header("etag"));
        assert!(Reply::of(known).await.expect(304).body.is_empty(), "{name}");
    }
}

#[tokio::test]
async fn assets_come_in_the_smallest_form_that_is_taken() {
    let server = server().await;
    let folder = built().join("assets");
    let made = files(&folder).into_iter().filter(|path| path.extension().is_some_and(|kind| kind == "br"));
    for smallest in made {
        let plain = smallest.with_extension("");
        let name = plain.file_name().unwrap().to_str().unwrap().to_owned();
        let ask = |accepted: &'static str| {
            Reply::of(server.request(Method::GET, &format!("/assets/{name}")).header("accept-encoding", accepted))
        };
        let (small, whole) = (ask("gzip, br").await.expect(200), ask("identity").await.expect(200));
        assert_eq!((small.header("content-encoding"), small.header("vary")), ("br", "accept-encoding"), "{name}");
        assert_eq!(small.header("content-type"), whole.header("content-type"), "{name}");
        assert!(small.body == std::fs::read(&smallest).unwrap() && small.body.len() < whole.body.len(), "{name}");
        assert!(
            whole.body == std::fs::read(&plain).unwrap() && !whole.headers.contains_key("content-encoding"),
            "{name}"
        );
        assert_ne!(small.header("etag"), whole.header("etag"), "{name}");
    }
}
