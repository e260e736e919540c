// One child's way through a real region, from the founding to an owned episode:
// keys, founding, roster, consents, a round, a danger answer, the people who
// come, the interview, the level, the notices; and the people who may not look.
import { check, finish, launch } from "./browser.mjs";
import { found, settle } from "./found.mjs";
import { child, enrol, find, refuses } from "./roster.mjs";
import { consents, drill, plan, slips } from "./round.mjs";

const browser = await launch();
const region = await found(browser);
try {
  const { units, desks } = await settle(region);
  await enrol(desks);
  for (const words of [child.name, child.initials, "linxiaozhou"]) await find(desks.lead, words, child.name);
  const round = await plan(desks);
  await consents(desks, round, { unit: units.class, refuses });
  await drill(desks, round);
  const cards = await slips(desks, round, units.class, { refuses });
} catch (e) {
  check("the journey goes on", false, e.stack);
}
await region.stop();
await browser.close();
finish();
