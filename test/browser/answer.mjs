// A pupil on a phone: answers, loses the network, reloads, is helped at once by
// a danger answer while adults are called, and hands in.
import { check } from "./browser.mjs";
import { Desk } from "./desk.mjs";
import { plain } from "./words.mjs";

// 12356 answers from 08:00 to 02:00 (policies/national/hotlines.yaml): at night it must
// not be offered, and 110 stands alone with 120.
const hour = (new Date().getUTCHours() + 8) % 24;
const openNow = hour >= 8 || hour < 2 ? /12356/ : /^(?!.*12356).*110/s;

const receipt = /回执\s*[0-9A-Za-z-]{8,}/;
const words = { zh: { start: "开始", begin: "好，开始", several: "好几天", on: "继续回答", hand: "交给老师" } };

export class Phone extends Desk {
  async open() {
    await super.open();
    this.faults = { take: () => [] }; // what the lost network makes the console say is no fault
    const faults = [];
    this.page.on("pageerror", (e) => faults.push(`script: ${e}`));
    this.page.on("console", (m) => { if (m.type() === "error" && !/Failed to load resource|ERR_|net::/.test(m.text())) faults.push(`console: ${m.text()}`); });
    this.faults = { take: () => faults.splice(0) };
    return this;
  }

  async main() { return plain(await this.page.locator("body").innerText()); }
  tap(name) { return this.page.getByRole("button", { name, exact: true }).click(); }
  asked(n) { return this.page.locator(".where", { hasText: new RegExp(`(第 ${n} 题|Question ${n} )`) }).waitFor(); }
  // helpSays waits for what the panel says from now on and not for what still stands there: the
  // page asks one thing at a time, so its second question follows the first one's answer.
  async helpSays(words, timeout = 20_000) {
    for (const _ of [1, 2]) await this.page.waitForRequest((r) => r.method() === "GET" && r.url().endsWith("/help"), { timeout: 30_000 });
    return this.page.locator(".help-state", { hasText: words }).waitFor({ timeout });
  }
  look(step) { return this.shot(step, { gentle: true, data: new Set(["ABCDE", "FGHJK"]) }); }
}

// upToDanger answers nine questions; the last raises an alert.
export async function upToDanger(browser, origin, slip) {
  const phone = await new Phone(browser, origin, "pupil", { width: 360 }).open();
  const w = words.zh;
  await phone.go(`/pupil/#c=${slip.code}&t=${slip.ticket}`);
  await phone.tap(w.start);
  await phone.page.getByRole("button", { name: w.begin }).waitFor();
  await phone.look("pupil-intro");
  check("the slip's codes leave the address", !phone.page.url().includes("#"));
  await phone.tap(w.begin);
  for (const n of [1, 2, 3]) { await phone.asked(n); if (n === 1) await phone.look("pupil-question"); await phone.tap(w.several); }
  await phone.asked(4);
  await phone.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await phone.context.setOffline(true);
  await phone.tap(w.several);
  await phone.asked(5);
  await phone.look("pupil-offline");
  await phone.page.reload();
  await phone.asked(5);
  check("a reload without network keeps the place", true);
  await phone.tap("不想回答");
  await phone.asked(6);
  await phone.context.setOffline(false);
  for (const n of [6, 7, 8]) { await phone.asked(n); await phone.tap(w.several); }
  await phone.asked(9);
  await phone.tap(w.several);
  await phone.page.locator(".help").waitFor();
  await phone.helpSays(/正在联系值班老师/);
  await phone.look("pupil-help");
  await phone.says("lines open now stand beside the help", openNow);
  return phone;
}

// handIn sends the sheet and reads the closing page.
export async function handIn(phone) {
  const w = words.zh;
  await phone.tap(w.on);
  const hand = phone.page.getByRole("button", { name: w.hand, exact: true });
  await hand.waitFor();
  await phone.look("pupil-review");
  await hand.click();
  await phone.page.getByText("回执").waitFor();
  await phone.look("pupil-closing");
  const text = await phone.main();
  check("the receipt is shown", receipt.test(text), text.slice(0, 200));
  check("lines are shown at the end", openNow.test(text), text.slice(0, 300));
  check("no score is shown to the pupil", !/得分|分数|\bscore/i.test(text), text.slice(0, 300));
  check("nothing is left on the device", await phone.page.evaluate(() => Object.keys(localStorage).length + Object.keys(sessionStorage).length) === 0);
}

// quietly answers a whole sheet without any trouble.
export async function quietly(browser, origin, slip) {
  const phone = await new Phone(browser, origin, "classmate", { width: 360 }).open();
  await phone.go(`/pupil/#c=${slip.code}&t=${slip.ticket}`);
  await phone.tap("开始");
  await phone.tap("好，开始");
  for (let n = 1; n <= 9; n++) { // unhurried and not all the same, as a sheet that counts
    await phone.asked(n);
    await phone.page.waitForTimeout(2300);
    await phone.tap(n % 4 === 2 ? "好几天" : "完全不会");
  }
  const hand = phone.page.getByRole("button", { name: "交给老师", exact: true });
  await hand.click();
  await phone.page.getByText("回执").waitFor();
  check("a calm sheet shows no help panel", await phone.page.locator(".help-state").count() === 0);
  await phone.close();
  const again = await new Phone(browser, origin, "classmate again", { width: 360 }).open();
  await again.go(`/pupil/#c=${slip.code}&t=${slip.ticket}`);
  await again.tap("开始");
  await again.page.locator("body", { hasText: "谢谢你认真回答" }).waitFor().catch(() => undefined);
  await again.says("the same slip can not answer twice", /谢谢你认真回答/);
  await again.look("pupil-same-slip");
  await again.close();
}
