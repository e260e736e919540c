// A small stand-in for the server: the rendered pages, the built files and the
// pupil's API of docs/api.md, all in memory. As a program it serves on port
// 8790 for trying the page by hand: node test/browser/fake.mjs [shared]
import { createServer } from "node:http";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const pages = process.env.XINHUAN_PAGES_OUT ?? join(root, "out/pages");
const dist = join(root, "internal/web/ui/dist");
const types = { ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8" };
const t = (zh, en) => ({ zh, en });

const lines = [
  { number: "12356", name: t("全国心理援助热线", "National psychological support line"), hours: "24 h" },
  { number: "12355", name: t("青少年服务热线", "Youth service line"), hours: "9:00–21:00" },
  { number: "0000-1234567", name: t("示例区心理援助热线", "Example district support line"), hours: "8:00–22:00" },
];
const options = [t("完全没有", "Not at all"), t("有几天", "Several days"), t("一半以上的天数", "More than half the days"), t("几乎每天", "Nearly every day")].map((text, code) => ({ code, text }));
const feelings = [t("做事时提不起劲", "Little interest in doing things"), t("睡得不好", "Sleeping badly"), t("觉得累", "Feeling tired"), t("（示例）这一题需要有人马上来看看你", "(Example) At this one somebody should come and see you")];
const worries = [t("感到紧张", "Feeling nervous"), t("停不下来地担心", "Not able to stop worrying"), t("很难放松", "Trouble relaxing")];
const period = t("最近两周里，你有多少天……", "Over the last two weeks, how often have you been bothered by…");
const part = (instrument, items, critical) => ({
  instrument, version: "0f1e2d3c", period, instruction: t("请按你自己的感受选。每一题都没有对错。", "Choose what fits how you feel. There are no right or wrong answers."), options,
  items: items.map((text, i) => ({ n: i + 1, text, critical: i + 1 === critical })),
});

export function fake({ shared = false, port = 0, help = "calling" } = {}) {
  const world = { shared, help, sitting: null, requests: [], receipt: null, sent: null, drop: false };
  const server = createServer(async (req, res) => {
    if (world.drop) { req.socket.destroy(); return; }
    let body = "";
    for await (const chunk of req) body += chunk;
    const url = new URL(req.url, "http://localhost");
    if (url.pathname.startsWith("/api/pupil/")) { api(world, req, res, url.pathname.slice("/api/pupil/".length), body); return; }
    file(res, url.pathname);
  });
  return new Promise((ok) => server.listen(port, "127.0.0.1", () => ok({ world, origin: `http://localhost:${server.address().port}`, close: () => { server.closeAllConnections(); server.close(); } })));
}

function file(res, path) {
  const send = (name, type, headers = {}) => {
    if (!existsSync(name)) { res.writeHead(404).end("no such page"); return; }
    res.writeHead(200, { "Content-Type": type, "Content-Security-Policy": readFileSync(join(pages, "policy.txt"), "utf8"), ...headers }).end(readFileSync(name));
  };
  if (path === "/pupil/") send(join(pages, "pupil.html"), types[".html"]);
  else if (path === "/pupil/sw.js") send(join(dist, JSON.parse(readFileSync(join(dist, "manifest.json")))["pupil-sw.js"]), types[".js"]);
  else if (/^\/static\/[\w.-]+$/.test(path)) send(join(dist, path.slice(8)), types[path.match(/\.\w+$/)?.[0]] ?? "application/octet-stream");
  else if (/^\/[\w-]+\.html$/.test(path)) send(join(pages, path.slice(1)), types[".html"]);
  else res.writeHead(404).end();
}

function api(world, req, res, path, body) {
  const answer = (status, value, headers = {}) => res.writeHead(status, { "Content-Type": "application/json; charset=utf-8", ...headers }).end(JSON.stringify(value));
  const fail = (status, kind, zh, en, headers) => answer(status, { error: { kind, message: t(zh, en), fields: {} } }, headers);
  const given = body ? JSON.parse(body) : {};
  world.requests.push({ method: req.method, path, body });
  if (path === "sign-in") {
    if (given.class_code === "SLOW00") return fail(429, "unavailable", "试的次数太多了。", "Too many tries.", { "Retry-After": "30" });
    if (given.class_code !== "K7M2QX") return fail(401, "not_found", "码不对。请对照小纸条再看一遍。", "The codes don't match. Please compare them with your slip.");
    if (world.receipt) return answer(409, { error: { kind: "conflict", message: t("已经交过了", "Already handed in"), fields: {} }, receipt: world.receipt.receipt, closing: world.receipt.closing, lines });
    world.sitting ??= { rev: 0, answers: null };
    return answer(200, {
      sitting: "0000000000abc", token: "t0", rev: world.sitting.rev, lang: given.lang, title: t("秋季心理健康普测", "Autumn wellbeing questionnaire"), shared_room: world.shared,
      battery: [part("phq9", feelings, 4), part("gad7", worries, 0)], draft: world.sitting.answers, lines,
      closing: t("你的感受很重要。有事随时可以找班主任或心理老师。", "How you feel matters. You can go to your class teacher or the psychology teacher at any time."),
      help_text: world.shared ? t("", "") : t("谢谢你告诉我们。心理老师会来陪你，就在学校里，慢慢说，不着急。", "Thank you for telling us. The psychology teacher will come to you here at school. There is no hurry."),
    });
  }
  if (req.headers.authorization !== "Bearer t0") return fail(401, "forbidden", "请重新登录", "Sign in again");
  const help = () => ({ state: world.help, who: world.help === "coming" ? t("王老师", "Ms Wang") : null, text: t("", ""), lines });
  switch (`${req.method} ${path.split("/").slice(2).join("/")}`) {
    case "PUT draft":
      if (world.receipt) return fail(409, "conflict", "已经交过了", "Already handed in");
      if (given.rev > world.sitting.rev) world.sitting = { rev: given.rev, answers: given.answers };
      return answer(200, { rev: world.sitting.rev });
    case "POST critical": return answer(202, { alert: "0000000000xyz", help: help() });
    case "GET help": return answer(200, help());
    case "POST help": return answer(202, {});
    case "POST submit":
      if (world.receipt && body !== world.sent) return fail(409, "conflict", "已经交过了", "Already handed in");
      world.sent = body;
      world.receipt = { receipt: "0c3xq7v1m2k9a", closing: t("你的回答已经收好。会有老师认真看。", "Your answers are safely with us. A teacher will read them with care."), lines };
      return answer(200, world.receipt);
    case "POST stop": world.receipt = { receipt: "", closing: t("停下来没有关系。", "It is fine to stop."), lines }; return answer(200, {});
    default: return fail(404, "not_found", "没有", "None");
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { origin } = await fake({ port: 8790, shared: process.argv.includes("shared") });
  console.log(`${origin}/pupil/#c=K7M2QX&t=ABCDE-FGHJK`);
}
