// What pa11y finds wrong on pages: addresses come on standard input, one a line, and go out again
// with each mistake as a line of JSON. The session of the visitor stands in COOKIE, the browser in
// CHROMIUM. Rules are those of HTML_CodeSniffer; axe is asked by the tests themselves.
'use strict';

const pa11y = require('pa11y');
const puppeteer = require('puppeteer');

// It waits on each page until nothing more is loaded, so several are looked at together.
const TOGETHER = 6;

async function main() {
    const text = require('node:fs').readFileSync(0, 'utf8');
    const browser = await puppeteer.launch({
        executablePath: process.env.CHROMIUM,
        args: ['--no-sandbox', '--disable-gpu'],
    });
    const options = {
        browser,
        standard: 'WCAG2AA',
        runners: ['htmlcs'],
        timeout: 120000,
        headers: process.env.COOKIE ? { Cookie: process.env.COOKIE } : {},
    };
    const waiting = text.split('\n').filter((line) => line !== '');
    const look = async () => {
        for (let address = waiting.shift(); address; address = waiting.shift()) {
            const { issues, pageUrl } = await pa11y(address, options);
            if (new URL(pageUrl).pathname !== new URL(address).pathname) {
                console.log(JSON.stringify({ address, message: `shows ${pageUrl}` }));
            }
            for (const { code, selector, message } of issues) {
                console.log(JSON.stringify({ address, code, selector, message }));
            }
        }
    };
    await Promise.all(Array.from({ length: TOGETHER }, look));
    await browser.close();
}

main().catch((why) => {
    console.error(why);
    process.exit(1);
});
