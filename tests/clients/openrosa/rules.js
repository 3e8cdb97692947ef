// Do the expressions that rules become say in ODK's web engine what the rules say?
//
//   node rules.js FOLDER
//
// FOLDER holds forms with rules (N.xml), their lists, and cases: answers, and what each rule says of them (N.json: true,
// false, or null for what cannot be told). An item with the rule as `shown_if` must be asked exactly where it is true;
// one with the rule as `must_hold` must be refused exactly where it is false. Prints as JSON how often which was said.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { csv, leaves, load, reopen, submission } from "./engine.js";

const folder = process.argv[2];
const read = (name) => readFileSync(join(folder, name), "utf8");
const counts = { true: 0, false: 0, null: 0 };
let wrong = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith(".xml"))) {
  const loaded = await load(read(file), (name) => csv(read(name)));
  const { cases, rules, subject, commune, captured_at } = JSON.parse(read(file.replace(".xml", ".json")));
  for (const { answers, told } of cases) {
    // An instance that has its time already: the engine sets it at the first load alone.
    const { xml } = await submission(loaded.createInstance().root);
    const timed = xml.replace(/<captured_at>[^<]*</, `<captured_at>${captured_at}<`);
    const { root } = await reopen(loaded, timed, new Map());
    const nodes = new Map([...leaves(root)].map((node) => [node.currentState.reference, node]));
    nodes.get("/data/record/commune").selectValue(commune);
    nodes.get("/data/record/subject").selectValue(subject);
    const at = (item) => nodes.get(`/data/answers/s/${item}/value`);
    for (const [item, value] of Object.entries(answers)) {
      const [[kind, given]] = Object.entries(value);
      if (kind === "outcome" || kind === "choice") {
        at(item).selectValue(given);
      } else if (kind === "choices") {
        at(item).selectValues(given);
      } else {
        at(item).setValue(given);
      }
    }
    told.forEach((says, number) => {
      counts[says] += 1;
      const asked = at(`asked_${number}`).currentState.relevant;
      const held = at(`held_${number}`);
      held.setValue("x");
      const refused = !held.validationState.constraint.valid;
      if (asked !== (says === true) || refused !== (says === false)) {
        wrong += 1;
        const rule = JSON.stringify(rules[number]);
        console.error(
          `${file}: says ${says}, asked ${asked}, refused ${refused}: ${rule} of ${JSON.stringify(answers)}`,
        );
      }
    });
  }
}
console.log(JSON.stringify({ hold: counts.true, fail: counts.false, unknown: counts.null, wrong }));
