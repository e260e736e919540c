// Every word the page itself says, in both languages. What the school or the
// region says (title, help, closing, lines) comes with the sitting.
import type { Lang, Text } from "./types";

const words = {
  hello: ["你好", "Hello"],
  signInLead: ["请输入老师给你的两个码。答案没有对错，也不算成绩。", "Enter the two codes your teacher gave you. There are no right or wrong answers, and nothing is graded."],
  classCode: ["班级码", "Class code"],
  ticket: ["你的作答码", "Your own code"],
  ticketHelp: ["在你领到的小纸条上，像 ABCDE-FGHJK", "On your slip, like ABCDE-FGHJK"],
  start: ["开始", "Start"],
  wait: ["请稍等…", "One moment…"],
  otherLang: ["English", "中文"],
  begin: ["好，开始", "All right, begin"],
  aboutRights: ["每一题都可以选“不想回答”；随时可以停下。", "You may choose “I'd rather not say” at any question, and stop at any time."],
  parts: ["共 {n} 题", "{n} questions"],
  partOf: ["第 {a} 部分，共 {b} 部分", "Part {a} of {b}"],
  question: ["第 {a} 题，共 {b} 题", "Question {a} of {b}"],
  decline: ["不想回答", "I'd rather not say"],
  back: ["上一题", "Back"],
  next: ["下一题", "Next"],
  backPage: ["返回", "Back"],
  asList: ["列表显示", "Show as a list"],
  asCards: ["一题一屏", "One at a time"],
  stop: ["先停下", "Stop here"],
  help: ["帮助", "Help"],
  goOn: ["继续", "Continue"],
  saved: ["已保存", "Saved"],
  pending: ["{n} 项等待送出", "{n} waiting to be sent"],
  noNetwork: ["暂时连不上，可以继续答", "Not connected, you can go on"],
  reviewTitle: ["看一下再交", "One look before you hand it in"],
  reviewAll: ["每一题都看过了。交上以后就不能再改。", "You have been through every question. After handing in, nothing can be changed."],
  reviewOpen: ["还有 {n} 题没有选。可以回去看看，也可以就这样交。", "Questions still open: {n}. You can go back to them, or hand it in as it is."],
  gotoItem: ["第 {a} 题", "Question {a}"],
  handIn: ["交给老师", "Hand it in"],
  sendingTitle: ["正在送出", "Sending"],
  sendingText: ["正在把你的回答送给老师。", "Your answers are on their way."],
  waitingTitle: ["你的回答已经存好", "Your answers are safe"],
  waitingText: ["现在连不上网络。请先不要关掉这个页面，一连上就会自动送出。", "There is no connection right now. Please keep this page open; it sends by itself as soon as the connection is back."],
  thanks: ["谢谢你认真回答", "Thank you for answering with care"],
  thanksStop: ["谢谢你，停下来没有关系", "Thank you, it is fine to stop"],
  receipt: ["回执", "Receipt"],
  linesOpen: ["想找人说说话，这些电话现在打得通：", "If you want to talk to somebody, these lines are open now:"],
  danger: ["遇到危险，马上打 110 或 120。", "In danger, call 110 or 120 at once."],
  finish: ["结束，清除这台设备上的内容", "Finish and clear this device"],
  cleared: ["这台设备上没有留下你的回答。", "None of your answers are left on this device."],
  stopTitle: ["想停下来吗？", "Would you like to stop?"],
  stopText: ["没有关系。愿意的话，告诉我们原因；不说也可以。", "That is fine. Tell us why if you like; you don't have to."],
  stopTired: ["不想继续了", "I don't want to go on"],
  stopUnwell: ["身体不舒服", "I feel unwell"],
  stopTalk: ["想找人聊聊", "I'd like to talk to somebody"],
  stopOther: ["别的原因", "Another reason"],
  stopNow: ["停下", "Stop"],
  stopNot: ["不停，继续回答", "No, go on answering"],
  notAlone: ["你不是一个人", "You are not alone"],
  helpText: ["心里不好受的时候，可以请一位大人来陪你，也可以打下面的电话。你不是一个人。", "When things feel heavy you can ask an adult to come, or call a line below. You are not alone."],
  sharedTitle: ["说明", "A note"],
  sharedText: ["想找老师聊几句的话，可以选下面第一项，也可以举手，不会当着大家叫你。", "If you would like a word with a teacher, choose the first line below or raise your hand; nobody will call you out in front of others."],
  needNow: ["我需要马上有人陪", "I need someone with me now"],
  needNowShared: ["请一位老师过来", "Ask a teacher to come over"],
  asked: ["你的请求已经送出", "Your request has been sent"],
  askedWaiting: ["还没送到：连不上网络。可以举手，或走到老师身边。", "Not sent yet: no connection. You can raise your hand or walk over to the teacher."],
  phones: ["可以打的电话", "Lines you can call"],
  calling: ["正在联系值班老师…", "Calling the teacher on duty…"],
  coming: ["{who}正在过来", "{who} is on the way"],
  checked: ["老师已经来找过你", "A teacher has been with you"],
  nobodyYet: ["还没有人回应。你可以直接打下面的电话，或去找身边的大人。", "Nobody has answered yet. You can call a line below, or go to an adult near you."],
  offlineHelp: ["现在连不上网络，还没能通知到老师；一连上就最先送出。请去找身边的大人，或打下面的电话。", "There is no connection, so the teacher has not been told yet; this goes out first when it is back. Please go to an adult near you or call a line below."],
  offlineShared: ["现在连不上网络，还没送到。可以举手，或走到老师身边。", "No connection yet, so this has not been sent. You can raise your hand or walk over to the teacher."],
  someTeacher: ["老师", "A teacher"],
  goOnAnswering: ["继续回答", "Go on answering"],
  againTitle: ["请再输入一次", "Please sign in once more"],
  again: ["登录时间过了。刚才的回答还在，登录后接着答。", "Your sign-in ran out. Your answers are still here; sign in and go on."],
  e401: ["码不对。请对照小纸条再看一遍。", "The codes don't match. Please compare them with your slip."],
  e403: ["现在还不能作答。请问一下老师。", "It is not open for you now. Please ask your teacher."],
  e429: ["试的次数太多了，请等 {n} 秒再试。", "Too many tries. Please wait {n} seconds."],
  e500: ["服务器正忙，请过一会儿再试。", "The server is busy. Please try again in a moment."],
  eNet: ["连不上网络。请看一下网络，再试一次。", "There is no connection. Check the network and try again."],
  eEmpty: ["请把两个码都填上。", "Please fill in both codes."],
  keys: ["键盘：1–9 选择，0 不想回答，← → 前后翻", "Keys: 1–9 to choose, 0 to skip, ← → to move"],
} satisfies Record<string, [string, string]>;

export type Word = keyof typeof words;
let lang: Lang = "zh";

export function setLang(l: Lang): void {
  lang = l;
  document.documentElement.lang = l === "zh" ? "zh-CN" : "en";
}
export const getLang = (): Lang => lang;

export function say(word: Word, values: Record<string, string | number> = {}): string {
  return words[word][lang === "zh" ? 0 : 1].replace(/\{(\w+)\}/g, (_, k: string) => String(values[k] ?? ""));
}
export const read = (t: Text | null | undefined): string => (t ? (lang === "zh" ? t.zh || t.en : t.en || t.zh) : "");
