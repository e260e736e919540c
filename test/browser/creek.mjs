// A rule pack of an invented district on the city that ships: one regular duty of
// its schools, one clause and the case that proves it.
import { zip } from "./xlsx.mjs";

export const duty = "每学期两次家长座谈";

export const creek = (changes = {}) => zip({
  "creek/pack.yaml": `id: creek
authority: {zh: 溪口区教育委员会, en: Education committee of Creek District}
tier: district
parent: chongqing
valid_from: 2025-09-01
documents:
  - {id: CREEK, title: {zh: 溪口区方案, en: Plan of Creek District}, number: 溪教〔2025〕1号, issued: 2025-08-01, valid_from: 2025-09-01, force: plan, clauses: 1}
`,
  "creek/clauses.yaml": `clauses:
  - {id: CREEK-1, section: 一, kind: parents, text: {zh: ${duty}, en: Two talks with parents a term}, served_by: [cadence/creek_talks]}
`,
  "creek/duties.yaml": `cadences:
  - {id: creek_talks, text: {zh: ${duty}, en: Two talks with parents a term}, unit: [school], done_by: [activity/parent_training], count: 2, period: school_term, owner: psychology_lead, clause: CREEK-1}
`,
  "creek/tests.yaml": `cases:
  - {name: two talks, cadence: creek_talks, on: 2026-10-08, period: 2026-2027-1, due: 2027-01-22, count: 2}
`,
  ...changes,
});
