// The shapes of docs/api.md.
export type Lang = "zh" | "en";
export interface Text { zh: string; en: string }
export interface Option { code: number; text: Text }
export interface Item { n: number; text: Text; critical?: boolean; critical_codes?: number[]; options?: Option[] }
export interface Instrument { instrument: string; version: string; period?: Text; instruction?: Text; items: Item[]; options: Option[] }
export interface Line { number: string; name: Text; hours: string }
export type Answers = Record<string, number[]>;

export interface SignIn {
  sitting: string; token: string; rev: number; lang: Lang; title: Text; shared_room: boolean;
  battery: Instrument[]; draft: Answers | null; lines: Line[]; closing: Text; help_text: Text;
}
export interface Help { state: "none" | "calling" | "coming" | "nobody_yet" | "checked"; who: Text | null; text: Text; lines: Line[] }
export interface Receipt { receipt: string; closing: Text; lines: Line[] }
export interface Fault { error?: { kind?: string; message?: Text; fields?: Record<string, Text> }; receipt?: string; closing?: Text; lines?: Line[] }

export const blank = -1;   // not answered
export const declined = -2; // 不想回答
