// One child's way through a real region, from the founding to an owned episode:
// keys, founding, roster, consents, a round, a danger answer, the people who
// come, the interview, the level, the notices; and the people who may not look.
import { check, finish, launch } from "./browser.mjs";
import { handIn, quietly, upToDanger } from "./answer.mjs";
import { climb, decide, goThere, interview, safetyCheck, tell } from "./care.mjs";
import { command } from "./program.mjs";
import { refuse } from "./refuse.mjs";
import { found, settle } from "./found.mjs";
import { child, enrol, find, refuses } from "./roster.mjs";
import { consents, drill, plan, slips, watch } from "./round.mjs";

const browser = await launch();
const region = await found(browser);
try {
  const { units, desks } = await settle(region);
  await enrol(desks);
  let person;
  for (const words of [child.name, child.initials, "linxiaozhou"]) person = await find(desks.lead, words, child.name);
  const round = await plan(desks);
  await consents(desks, round, { unit: units.class, refuses });
  await watch(desks, round, units.class, "秦朗");
  await drill(desks, round);
  const cards = await slips(desks, round, units.class, { refuses });

  const phone = await upToDanger(browser, region.origin, cards.find((c) => c.name === child.name));
  await quietly(browser, region.origin, cards.find((c) => c.name !== child.name));
  const alert = await climb(desks, phone, round, units.class);
  await goThere(desks, phone, alert);
  await handIn(phone);
  await safetyCheck(desks, alert);
  const flag = await interview(desks);
  person = await decide(desks, flag);
  await tell(region, desks, person);
  await refuse(desks, { person, flag, alert, round, units });
} catch (e) {
  check("the journey goes on", false, e.stack);
}
await region.stop();
const proof = await command("verify", "--data", region.data, "--keys", region.keys, "--json");
const report = JSON.parse(proof.stdout || "{}");
check("verify finds nothing", proof.code === 0 && report.ok === true, `${proof.stderr}${proof.stdout}`.slice(0, 1500));
await browser.close();
finish();
