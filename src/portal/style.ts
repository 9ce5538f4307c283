import { DARK_GROUNDS, darkPalette, LIGHT_GROUNDS, lightPalette } from './colours.ts';

/** The portal's one style sheet, in the provider's colour. */
export function styleSheet(colour: string): string {
  const [light, dark] = [lightPalette(colour), darkPalette(colour)];
  return `:root{color-scheme:light dark;--ground:${LIGHT_GROUNDS[0]};--raised:${LIGHT_GROUNDS[1]};--text:#1b232c;--quiet:#51606f;--line:#77838f;
--hair:#d5dbe1;--accent:${light.accent};--on-accent:${light.onAccent};--bad:#a8201a;--bad-ground:#fdf0ef;--good:#176438;--good-ground:#eef8f1}
@media (prefers-color-scheme:dark){:root{--ground:${DARK_GROUNDS[0]};--raised:${DARK_GROUNDS[1]};--text:#e6eaee;--quiet:#a9b4bf;--line:#7c8894;
--hair:#343d46;--accent:${dark.accent};--on-accent:${dark.onAccent};--bad:#ff9a92;--bad-ground:#341b1a;--good:#7fd6a0;--good-ground:#15291d}}
${RULES}`;
}

const RULES = `*{box-sizing:border-box}
html{font:100%/1.65 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--text);min-height:100vh;display:flex;flex-direction:column;overflow-wrap:anywhere}
.width{width:100%;max-width:46rem;margin:0 auto;padding:0 1rem}
a{color:var(--accent);text-underline-offset:.2em}
a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,textarea:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-100vw;background:var(--ground);padding:.5rem 1rem;z-index:1}
.skip:focus{left:0}
.top{border-bottom:4px solid var(--accent);background:var(--raised)}
.top .width{display:flex;flex-wrap:wrap;gap:.25rem 1rem;align-items:center;justify-content:space-between;padding-block:.65rem}
.brand{font-weight:700;font-size:1.05rem;color:var(--text);text-decoration:none;display:inline-block;padding:.3rem 0}
.brand small{display:block;font-weight:400;font-size:.85rem;color:var(--quiet)}
.languages{display:flex;gap:.25rem;list-style:none;margin:0;padding:0}
.languages a,.languages span{display:inline-block;min-width:2.75rem;padding:.45rem .6rem;text-align:center}
.languages [aria-current]{font-weight:700;border-bottom:2px solid var(--accent)}
main{flex:1;padding-block:1.5rem 3rem}
h1{font-size:1.6rem;line-height:1.3;margin:0 0 1rem}
h2{font-size:1.2rem;line-height:1.4;margin:2rem 0 .75rem}
h3{font-size:1rem;margin:1.25rem 0 .5rem}
p,ul,ol,dl{margin:0 0 1rem}
.lead{font-size:1.05rem}
.quiet{color:var(--quiet)}
.cards{list-style:none;padding:0;display:grid;gap:.75rem}
@media (min-width:40rem){.cards{grid-template-columns:1fr 1fr}}
.cards a{display:block;height:100%;padding:.9rem 1rem;border:1px solid var(--hair);border-radius:.5rem;background:var(--raised);text-decoration:none}
.cards a:hover{border-color:var(--accent)}
.cards strong{display:block}
.cards span{color:var(--text);font-size:.92rem}
.field{margin:0 0 1.4rem;border:0;padding:0;min-width:0}
.field>label,.field>legend{display:block;font-weight:600;padding:0;margin:0 0 .2rem}
.hint{color:var(--quiet);font-size:.92rem;margin:0 0 .4rem}
.optional{font-weight:400;color:var(--quiet)}
input[type=text],input[type=email],input[type=tel],input[type=password],input[type=file],select,textarea{width:100%;font:inherit;color:inherit;background:var(--ground);border:1px solid var(--line);border-radius:.35rem;padding:.6rem .7rem;min-height:2.75rem}
textarea{min-height:9rem;resize:vertical}
.secret{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;letter-spacing:.04em}
[aria-invalid=true]{border:2px solid var(--bad)}
.choice{display:flex;gap:.6rem;align-items:flex-start;padding:.45rem 0}
.choice input{width:1.4rem;height:1.4rem;margin:.15rem 0 0;flex:none;accent-color:var(--accent)}
.fault{color:var(--bad);font-weight:600;margin:.1rem 0 .4rem}
.faults,.said,.good{border-left:.35rem solid var(--accent);padding:.8rem 1rem;margin:0 0 1.5rem;background:var(--raised);border-radius:.25rem}
.faults{border-color:var(--bad);background:var(--bad-ground)}
.faults h2,.said h2,.good h2{margin-top:0}
.faults a{color:var(--bad)}
.faults ul,.said p:last-child,.good p:last-child{margin-bottom:0}
.good{border-color:var(--good);background:var(--good-ground)}
button,.button{font:inherit;font-weight:600;display:inline-block;min-height:2.75rem;padding:.6rem 1.4rem;border:2px solid var(--accent);border-radius:.4rem;background:var(--accent);color:var(--on-accent);text-decoration:none;cursor:pointer}
button.second,.button.second{background:transparent;color:var(--accent)}
.actions{display:flex;flex-wrap:wrap;gap:.75rem}
@media (max-width:30rem){.actions>*{flex:1 1 100%;text-align:center}}
.facts{display:grid;gap:.15rem .9rem;margin:0 0 1.25rem}
@media (min-width:34rem){.facts{grid-template-columns:max-content 1fr}}
.facts dt{color:var(--quiet)}
.facts dd{margin:0 0 .6rem;min-width:0}
.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:1.2rem;letter-spacing:.05em;font-weight:700;user-select:all}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.95rem}
caption{text-align:left;color:var(--quiet);padding-bottom:.4rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .6rem;border-bottom:1px solid var(--hair)}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
.thread{list-style:none;padding:0}
.thread>li{border:1px solid var(--hair);border-radius:.5rem;padding:.8rem 1rem;margin:0 0 .8rem}
.thread>li.ours{border-left:.35rem solid var(--accent)}
.thread header{display:flex;flex-wrap:wrap;gap:.1rem .8rem;justify-content:space-between;color:var(--quiet);font-size:.92rem}
.thread p:last-child{margin-bottom:0}
details{margin:0 0 1rem}
summary{cursor:pointer;padding:.5rem 0;font-weight:600;color:var(--accent)}
.foot{border-top:1px solid var(--hair);background:var(--raised);font-size:.92rem;color:var(--quiet)}
.foot .width{padding-block:1.1rem}
.foot p:last-child{margin:0}
.working .by-hand{display:none}
.by-machine{display:none}
.working .by-machine{display:block}
@media print{.top nav,.foot,form,.actions,.skip{display:none}}`;
