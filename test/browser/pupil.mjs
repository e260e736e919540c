// A pupil answers, loses the network, reloads, is helped, and hands in.
import { check, finish, launch, sound, watch } from "./browser.mjs";
import { fake } from "./fake.mjs";

const browser = await launch();
const slip = "#c=K7M2QX&t=ABCDE-FGHJK";
const views = [{ width: 360, height: 740 }, { width: 1366, height: 768 }];
const names = { zh: { start: "开始", begin: "好，开始", not: "完全没有", several: "有几天", on: "继续回答", hand: "交给老师", stop: "先停下", decline: "不想回答" },
  en: { start: "Start", begin: "All right, begin", not: "Not at all", several: "Several days", on: "Go on answering", hand: "Hand it in", stop: "Stop here", decline: "I'd rather not say" } };

async function open(world, viewport, lang, name) {
  const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
  const page = await context.newPage();
  watch(page, name);
  await page.goto(`${world.origin}/pupil/${slip}`);
  if (lang === "en") await page.getByRole("button", { name: "English" }).click();
  return { context, page };
}
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const asked = (page, n) => page.locator(".where", { hasText: new RegExp(`(第 ${n} 题|Question ${n} )`) }).waitFor();

for (const viewport of views) for (const lang of ["zh", "en"]) {
  const name = `pupil-${lang}-${viewport.width}`;
  const w = names[lang];
  const server = await fake();
  const { context, page } = await open(server, viewport, lang, name);
  const shoot = (what) => sound(page, `${name} ${what}`);

  check(`${name}: the slip's codes leave the address`, !page.url().includes("#"));
  await shoot("1-signin");
  await press(page, w.start);
  await page.getByRole("button", { name: w.begin }).waitFor();
  await shoot("2-intro");
  await press(page, w.begin);
  await asked(page, 1);
  await shoot("3-question");
  await press(page, w.several);
  await asked(page, 2);
  await page.keyboard.press("1");
  await asked(page, 3);

  // The network goes in the middle; answers go on, a reload loses nothing.
  await page.evaluate(() => navigator.serviceWorker.ready);
  server.world.drop = true;
  await context.setOffline(true);
  await page.keyboard.press("0");
  await asked(page, 4);
  await shoot("4-offline");
  await page.reload();
  await asked(page, 4);
  check(`${name}: a reload without network keeps the place`, true);
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  check(`${name}: what is kept is sealed`, kept.includes("sealed") && !kept.includes("phq9") && !kept.includes("0000000000abc"));

  // A worrying answer without network: help at once, and truthfully.
  await press(page, w.several);
  await page.locator(".help").waitFor();
  check(`${name}: no claim that somebody was told`, /(还没能通知|has not been told)/i.test(await page.locator(".help-state").textContent()));
  await shoot("5-help-offline");
  const before = server.world.requests.length;
  server.world.help = "coming";
  server.world.drop = false;
  await context.setOffline(false);
  await page.locator(".help-state", { hasText: /(王老师正在过来|Ms Wang is on the way)/ }).waitFor({ timeout: 20000 });
  check(`${name}: the alert goes first`, server.world.requests[before]?.path.endsWith("/critical"), server.world.requests[before]?.path);
  await page.locator("#wish").click();
  await page.locator(".told").waitFor();
  await shoot("6-help-coming");
  check(`${name}: the wish for company is sent`, server.world.requests.some((r) => r.method === "POST" && r.path.endsWith("/help")));
  await press(page, w.on);
  await press(page, w.begin);
  await asked(page, 5);
  check(`${name}: the strip says who is coming`, await page.locator(".strip").isVisible());
  await shoot("7-going-on");
  await press(page, w.stop);
  await shoot("8-stop");
  await page.locator(".main.btn").click();
  await press(page, w.not);
  await asked(page, 6);
  await page.keyboard.press("ArrowRight");
  await asked(page, 7);
  await press(page, w.decline);
  await page.getByRole("button", { name: w.hand }).waitFor();
  await shoot("9-review");

  // Handing in without network waits, then sends the same bytes.
  server.world.drop = true;
  await context.setOffline(true);
  await press(page, w.hand);
  await page.locator("main[data-sending=true]").waitFor();
  await shoot("10-waiting");
  server.world.drop = false;
  await context.setOffline(false);
  await page.getByText("0c3xq7v1m2k9a").waitFor({ timeout: 20000 });
  await shoot("11-closing");
  const body = JSON.parse(server.world.sent);
  check(`${name}: the sheet`, JSON.stringify(body.answers) === JSON.stringify({ phq9: [1, 0, -2, 1], gad7: [0, -1, -2] }), JSON.stringify(body.answers));
  check(`${name}: nothing is left on the device`, await page.evaluate(() => Object.keys(localStorage).length + Object.keys(sessionStorage).length) === 0);
  check(`${name}: no score is shown`, !/(得分|分数|score)/i.test(await page.locator("main").textContent()));
  check(`${name}: codes never stand in an address`, server.world.requests.every((r) => !r.path.includes("ABCDE")));
  await page.locator("main .quiet").click();
  await press(page, w.start).catch(() => undefined);
  await context.close();
  server.close();
}

// A shared room: help looks like the next page.
for (const viewport of views) for (const lang of ["zh", "en"]) {
  const name = `shared-${lang}-${viewport.width}`;
  const w = names[lang];
  const server = await fake({ shared: true, help: "checked" });
  const { context, page } = await open(server, viewport, lang, name);
  await press(page, w.start);
  await press(page, w.begin);
  if (viewport.width > 900) {
    await page.locator("fieldset").first().waitFor();
    await sound(page, `${name} list`);
    await page.locator("fieldset").nth(3).getByText(w.several).click();
  } else {
    for (const _ of [1, 2, 3]) { await page.keyboard.press("1"); await page.waitForTimeout(250); }
    await page.keyboard.press("2");
  }
  await page.locator("#on").waitFor();
  await page.waitForTimeout(300);
  await sound(page, `${name} help`);
  const plain = await page.locator("main h1").evaluate((e) => parseFloat(getComputedStyle(e).fontSize) < 22);
  check(`${name}: the help is no larger than a question`, plain);
  check(`${name}: no warm button, no strip`, await page.locator(".warm, .strip:visible").count() === 0);
  await page.locator("#on").click();
  check(`${name}: no strip afterwards`, await page.locator(".strip:visible").count() === 0);
  await page.getByRole("button", { name: w.stop }).click();
  await page.locator("button.quiet").click();
  await page.locator("h1", { hasText: /(停下来没有关系|fine to stop)/ }).waitFor();
  await context.close();
  server.close();
}

// Wrong codes, too many tries, an expired sign-in, another page of the same sheet.
{
  const server = await fake();
  const context = await browser.newContext({ viewport: views[0] });
  const page = await context.newPage();
  watch(page, "signin");
  await page.goto(`${server.origin}/pupil/#c=WRONG1&t=ABCDE-FGHJK`);
  await press(page, "开始");
  await page.locator(".fault", { hasText: "码不对" }).waitFor();
  await sound(page, "wrong code");
  await page.fill("#code", "slow00");
  await press(page, "开始");
  await page.locator(".fault", { hasText: "30" }).waitFor();
  await page.fill("#code", "k7m2qx");
  await page.fill("#ticket", "");
  await page.locator("#ticket").pressSequentially("abcdefghjk");
  check("the ticket gets its dash", await page.inputValue("#ticket") === "ABCDE-FGHJK");
  await press(page, "开始");
  await press(page, "好，开始");
  await press(page, "有几天");
  await asked(page, 2);
  await page.waitForFunction(() => document.querySelector(".state").textContent === "已保存");
  check("the draft reached the server", server.world.sitting.answers.phq9[0] === 1, JSON.stringify(server.world.sitting));
  const other = await browser.newContext({ viewport: views[0] });
  const second = await other.newPage();
  await second.goto(`${server.origin}/pupil/${slip}`);
  await press(second, "开始");
  await asked(second, 2);
  check("another device goes on from the draft", true);
  await context.close();
  await other.close();
  server.close();
}
await browser.close();
finish();
