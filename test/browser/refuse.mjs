// People who may not look: each tries an address that somebody else may open.
import { check } from "./browser.mjs";

export async function refuse({ stranger, teacher, subject, invigilator, duty2, psych }, { person, flag, alert, round, units, sitting }) {
  const tries = [
    [stranger, person, 404], [stranger, flag, 404], [stranger, `${flag}/interview`, 404], [stranger, alert, 404], [stranger, `/rounds/${round}`, 404],
    [stranger, `/rounds/${round}/classes/${units.class}`, 404], [stranger, `/rounds/${round}/classes/${units.class}/tickets`, 404], [stranger, `/rounds/${round}/export/csv`, 404],
    [stranger, `/pupils?f.school=${units.school}`, "empty"], [stranger, `/flags?f.school=${units.school}`, "empty"], [stranger, `/flags/export?f.school=${units.school}`, "empty"], [stranger, `/units/${units.school}`, 404],
    [teacher, flag, 404], [teacher, `${flag}/decision`, 404], [teacher, sitting, 404],
    [subject, "/pupils", "empty"], [subject, person, 404], [subject, "/flags", "empty"], [subject, `/rounds/${round}`, 404],
    [invigilator, person, "name"], [invigilator, alert, 404], [invigilator, "/alerts", "empty"], [invigilator, flag, 404],
  ];
  for (const [desk, path, expected] of tries) {
    if (!path) continue;
    const answer = await desk.context.request.get(desk.origin + path, { failOnStatusCode: false });
    const body = await answer.text();
    const told = body.includes("林晓舟");
    // An invigilator knows the names of the class, for the slips, and nothing of the case.
    const ok = expected === "name" ? !/警报|级别|严重|面谈记录|安全|通知|PHQ/.test(body.replace(/[\s\S]*<main/, "")) : expected === "empty" ? [200, 403, 404].includes(answer.status()) && !told : [403, 404].includes(answer.status()) && !told;
    check(`${desk.name} at ${path}`, ok, `${answer.status()}${told ? ", and the child is named" : ""}`);
  }
  await stranger.go(person);
  await stranger.says("a stranger is told that there is no such record", "没有找到");
  await stranger.shot("stranger-not-found");
  check("and no different from a record that does not exist", (await stranger.context.request.get(`${stranger.origin}/pupils/0000000000001`)).status() === (await stranger.context.request.get(stranger.origin + person)).status());
}
