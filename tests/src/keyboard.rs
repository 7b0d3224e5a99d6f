//! Somebody without a mouse: what is wanted is reached with the Tab key and done with the others.

use thirtyfour::prelude::*;

use crate::browser::Browser;

/// No page has more places to stop at.
const STOPS_MAX: usize = 600;

impl Browser {
    /// Goes on with the Tab key until this has the focus, which must be seen there.
    pub async fn tab_to(&self, wanted: By) -> WebElement {
        let said = format!("{wanted:?}");
        let found = self.driver.find(wanted).await;
        let found = found.unwrap_or_else(|why| panic!("{said}: {why}"));
        for _ in 0..STOPS_MAX {
            let here = self.driver.active_element().await.expect("something with the focus");
            if here == found {
                let outline = here.css_value("outline-style").await.expect("a style");
                assert_ne!(outline, "none", "nobody sees that {said} has the focus");
                return here;
            }
            self.driver.action_chain().send_keys(Key::Tab).perform().await.expect("a key");
        }
        panic!("the Tab key does not reach {said}");
    }

    /// Follows a link or presses a button that leads to another page.
    pub async fn press(&self, wanted: By) {
        let found = self.tab_to(wanted).await;
        self.onward(found.send_keys(Key::Enter)).await;
    }

    /// Chooses one of several: the Tab key stops at the first of them, the arrow key goes on.
    pub async fn choose(&self, first: By, wanted: By) {
        let mut here = self.tab_to(first).await;
        let wanted = self.driver.find(wanted).await.expect("something to choose");
        here.send_keys(" ").await.expect("a key");
        for _ in 0..STOPS_MAX {
            if here == wanted {
                return;
            }
            here.send_keys(Key::Down).await.expect("a key");
            here = self.driver.active_element().await.expect("something with the focus");
        }
        panic!("the arrow key does not reach what is wanted");
    }

    /// Ticks a box.
    pub async fn tick(&self, wanted: By) {
        self.tab_to(wanted).await.send_keys(" ").await.expect("a key");
    }

    /// Types a text in place of what stands in a field.
    pub async fn fill(&self, wanted: By, text: &str) {
        let field = self.tab_to(wanted).await;
        field.send_keys(Key::Control + "a").await.expect("keys");
        field.send_keys(text).await.expect("keys");
    }

    /// Signs in on the page that is open.
    pub async fn sign_in(&self, name: &str, password: &str) {
        self.fill(By::Name("name"), name).await;
        self.fill(By::Name("password"), password).await;
        self.press(By::Css("#login button")).await;
    }

    /// The text of the first such element.
    pub async fn said(&self, css: &str) -> String {
        let found = self.driver.find(By::Css(css.to_owned())).await;
        let found = found.unwrap_or_else(|why| panic!("{css}: {why}"));
        found.text().await.expect("a text")
    }
}
