//! `/api/v1/session`: signing in at the desk.

use mobile_sync_protocol::problem::Code;
use reqwest::Method;
use serde_json::{Value, json};
use thucdia_tests::{
    reply::Reply,
    server::{Kind, TestServer},
};

on_both! {
    a_person_signs_in_and_out
    a_wrong_name_and_a_wrong_password_are_the_same_answer
    a_name_is_locked_after_some_failures_and_opens_again
    a_session_ends_with_its_day
    a_change_from_another_site_is_refused
    a_sign_in_that_cannot_be_read_is_a_problem
}

const PASSWORD: &str = "đồi chè Pò Lạn";

/// Somebody with a password.
async fn add(server: &TestServer, name: &str) {
    let unit = thucdia_tests::builders::unit(&server.app, "184");
    let person = json!({
        "name": name, "full_name": "Mã Văn Giang", "password": PASSWORD, "roles": [{"role": "reviewer", "unit": unit}],
    });
    server.desk("quantri").await.post("/api/v1/people", &person, 201).await;
}

async fn sign_in(server: &TestServer, name: &str, password: &str, status: u16) -> Reply {
    let body = json!({"name": name, "password": password});
    Reply::of(server.request(Method::POST, "/api/v1/session").json(&body)).await.expect(status)
}

fn cookie(reply: &Reply) -> String {
    reply.header("set-cookie").split(';').next().unwrap().to_owned()
}

async fn a_person_signs_in_and_out(server: TestServer) {
    add(&server, "giang").await;
    let reply = sign_in(&server, " Giang ", PASSWORD, 200).await;
    let set = reply.header("set-cookie").to_owned();
    for flag in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(set.contains(flag), "{set}");
    }
    assert!(!set.contains("Secure"), "this server is reached by plain HTTP");
    let person = reply.json::<Value>()["person"].clone();
    assert_eq!((&person["name"], &person["full_name"]), (&json!("giang"), &json!("Mã Văn Giang")));
    assert!(!String::from_utf8_lossy(&reply.body).contains("argon2"), "nobody reads a password's hash");

    let asked = |method: Method| server.request(method, "/api/v1/session").header("cookie", cookie(&reply));
    let who: Value = Reply::of(asked(Method::GET)).await.expect(200).json();
    assert_eq!(who["person"], person);
    let out = Reply::of(asked(Method::DELETE)).await.expect(204);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    Reply::of(asked(Method::GET)).await.expect(401).problem(Code::SignInNeeded);
    Reply::of(asked(Method::DELETE)).await.expect(204);
}

async fn a_wrong_name_and_a_wrong_password_are_the_same_answer(server: TestServer) {
    add(&server, "giang").await;
    let wrong = sign_in(&server, "giang", "wrong wrong", 401).await;
    let nobody = sign_in(&server, "nobody", PASSWORD, 401).await;
    let phone_only = sign_in(&server, "an", "", 401).await;
    for reply in [&wrong, &nobody, &phone_only] {
        assert_eq!(reply.problem(Code::WrongPassword), wrong.problem(Code::WrongPassword));
        assert_eq!(reply.header("set-cookie"), "");
    }
}

async fn a_name_is_locked_after_some_failures_and_opens_again(server: TestServer) {
    add(&server, "giang").await;
    let limits = server.app.config.limits;
    for _ in 0..limits.sign_in_failures {
        sign_in(&server, "giang", "wrong wrong", 401).await;
    }
    // The right password, too: a guesser learns nothing.
    for password in [PASSWORD, "wrong wrong"] {
        let locked = sign_in(&server, "GIANG", password, 429).await;
        let seconds: i64 = locked.header("retry-after").parse().unwrap();
        assert!(seconds > 0 && seconds <= limits.sign_in_lock_s + 1, "{seconds}");
        locked.problem(Code::RateLimited);
    }
    sign_in(&server, "quantri", "wrong wrong", 401).await;
    server.clock.advance(limits.sign_in_lock_s * 1_000 + 1_000);
    sign_in(&server, "giang", PASSWORD, 200).await;
    // A success forgets the failures.
    sign_in(&server, "giang", "wrong wrong", 401).await;
    sign_in(&server, "giang", PASSWORD, 200).await;
}

async fn a_session_ends_with_its_day(server: TestServer) {
    add(&server, "giang").await;
    let cookie = cookie(&sign_in(&server, "giang", PASSWORD, 200).await);
    let asked = || Reply::of(server.request(Method::GET, "/api/v1/session").header("cookie", &cookie));
    server.clock.advance(server.app.config.lifetimes.session_h * 3_600_000 - 10_000);
    asked().await.expect(200);
    server.clock.advance(20_000);
    asked().await.expect(401);
    let forged = server.request(Method::GET, "/api/v1/session").header("cookie", "thucdia_session=AAAA");
    Reply::of(forged).await.expect(401);
}

async fn a_change_from_another_site_is_refused(server: TestServer) {
    let admin = server.desk("quantri").await;
    let an = thucdia_tests::builders::person(&server.app, "an").await;
    let host = server.url.trim_start_matches("http://");
    let asked = |headers: &[(&'static str, String)]| {
        let mut request = admin.request(Method::POST, "/api/v1/enrolments").json(&json!({"person": an}));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        Reply::of(request)
    };
    let own = format!("http://{host}");
    asked(&[]).await.expect(201);
    asked(&[("sec-fetch-site", "same-origin".to_owned()), ("origin", own.clone())]).await.expect(201);
    asked(&[("sec-fetch-site", "none".to_owned())]).await.expect(201);
    asked(&[("origin", own)]).await.expect(201);
    for headers in [
        vec![("sec-fetch-site", "cross-site".to_owned())],
        vec![("sec-fetch-site", "same-site".to_owned())],
        vec![("origin", "https://evil.example".to_owned())],
        vec![("origin", "null".to_owned())],
        vec![("origin", format!("http://{host}.evil.example"))],
    ] {
        asked(&headers).await.expect(403).problem(Code::CrossSite);
    }
    // Signing in is a change, too; looking is none.
    let body = json!({"name": "giang", "password": PASSWORD});
    let foreign = server.request(Method::POST, "/api/v1/session").header("sec-fetch-site", "cross-site").json(&body);
    Reply::of(foreign).await.expect(403).problem(Code::CrossSite);
    let foreign = server.request(Method::DELETE, "/api/v1/session").header("sec-fetch-site", "cross-site");
    Reply::of(foreign).await.expect(403).problem(Code::CrossSite);
    let looked = admin.request(Method::GET, "/api/v1/people").header("sec-fetch-site", "cross-site");
    Reply::of(looked).await.expect(200);
}

async fn a_sign_in_that_cannot_be_read_is_a_problem(server: TestServer) {
    let post = |body: &'static str| {
        server.request(Method::POST, "/api/v1/session").header("content-type", "application/json").body(body)
    };
    Reply::of(post("{")).await.expect(400).problem(Code::JsonSyntax);
    Reply::of(post("{}")).await.expect(422).problem(Code::JsonShape);
    let problem = Reply::of(post("{\"name\": 5, \"password\": \"x\"}")).await.expect(422).problem(Code::JsonShape);
    assert_eq!(problem.errors[0].path, "/name");
    let form = server.request(Method::POST, "/api/v1/session").body("name=an&password=x");
    Reply::of(form).await.expect(415).problem(Code::MediaType);
    let odd = json!({"name": "an", "password": "x\u{0}"});
    let odd = Reply::of(server.request(Method::POST, "/api/v1/session").json(&odd)).await.expect(422);
    assert_eq!(odd.problem(Code::JsonShape).errors[0].path, "/password");
    let escaped = json!({"name": "an", "password": "\\u0000"});
    Reply::of(server.request(Method::POST, "/api/v1/session").json(&escaped)).await.expect(401);
    let long = json!({"name": "a".repeat(100_000), "password": "x"});
    let long = Reply::of(server.request(Method::POST, "/api/v1/session").json(&long)).await;
    assert_eq!(long.status, 401, "{long:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cookie_of_a_server_behind_https_is_secure() {
    let server =
        TestServer::start_with(Kind::SqliteFolder, |config| config.public_url = "https://x.example".to_owned()).await;
    add(&server, "giang").await;
    assert!(sign_in(&server, "giang", PASSWORD, 200).await.header("set-cookie").contains("Secure"));
}
