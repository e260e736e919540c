// One child's way through a real region, from the founding to an owned episode:
// keys, founding, roster, consents, a round, a danger answer, the people who
// come, the interview, the level, the notices; and the people who may not look.
import { check, finish, launch } from "./browser.mjs";
import { found, settle } from "./found.mjs";
import { plan } from "./round.mjs";

const browser = await launch();
const region = await found(browser);
try {
  const { units, desks } = await settle(region);
  const round = await plan(desks);
} catch (e) {
  check("the journey goes on", false, e.stack);
}
await region.stop();
await browser.close();
finish();
