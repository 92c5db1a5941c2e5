/// The style sheet of every page: readable on a phone, on a desktop, in dark mode and in print. Without it, the page still reads
/// from top to bottom.
let pageStyle: StaticString = """
  :root{color-scheme:light dark;--text:#1a1a1a;--muted:#595959;--ground:#fff;--soft:#f4f5f7;--line:#d9dce1;--link:#0b4a8f;--good:#1d6b3a;--bad:#a3161a;--badground:#fdecec;--open:#7a4b00;--openground:#fff4dc}
  @media screen and (prefers-color-scheme:dark){:root{--text:#ececec;--muted:#b4b8c0;--ground:#16181c;--soft:#22252b;--line:#3a3f48;--link:#8fc1ff;--good:#7fd6a0;--bad:#ff9a9a;--badground:#3d1d1f;--open:#ffcf7d;--openground:#3a2d12}}
  *{box-sizing:border-box}
  html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
  body{margin:0;background:var(--ground);color:var(--text);font:1.0625rem/1.6 Charter,"Bitstream Charter",Georgia,"Times New Roman",serif}
  main{max-width:42rem;margin:0 auto;padding:1.5rem 1rem 4rem}
  h1,h2,h3,h4,h5,h6{font-family:Inter,"Helvetica Neue",Arial,sans-serif;line-height:1.25;margin:2em 0 .6em;text-wrap:balance}
  h1{font-size:1.9rem;margin-top:.6em}
  h2{font-size:1.3rem}
  h3,h4,h5,h6{font-size:1.05rem}
  p,ul,ol,blockquote,pre,figure,.scroll{margin:0 0 1.1em}
  p,li,h1,h2,h3{overflow-wrap:break-word}
  a{color:var(--link)}
  small,.more,.summary,.source,figcaption,.saved{font-size:.85rem;color:var(--muted)}
  small.note{display:block}
  blockquote{margin-left:0;padding-left:1em;border-left:3px solid var(--line);color:var(--muted)}
  code,pre{font-family:"JetBrains Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.84em}
  code{overflow-wrap:anywhere}
  pre{background:var(--soft);padding:.8em 1em;overflow-x:auto;line-height:1.45;border-radius:4px}
  pre code{overflow-wrap:normal;font-size:1em}
  hr{border:0;border-top:1px solid var(--line);margin:2em 0}
  img{max-width:100%;height:auto}
  figure{margin-left:0;margin-right:0}
  .narrow{display:none}
  @media screen and (max-width:37rem){.wide{display:none}.narrow{display:block}.narrow svg{width:100%;max-width:30rem}}
  .scroll{overflow-x:auto}
  table{border-collapse:collapse;font:.85rem/1.4 Inter,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
  th,td{padding:.3em .8em .3em 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
  thead th{border-bottom:2px solid var(--text)}
  .number{text-align:right}
  .center{text-align:center}
  details{margin:0 0 1.1em;font-size:.9rem}
  summary{cursor:pointer;color:var(--muted);font-family:Inter,"Helvetica Neue",Arial,sans-serif;font-size:.85rem}
  details ol,details ul{padding-left:1.4em}
  .claim,.value{color:inherit;text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:.2em;text-decoration-color:var(--muted);text-decoration-style:dotted}
  .claim.falls,.value.falls{background:var(--badground);color:var(--bad);text-decoration:none;font-weight:600}
  .claim.by-hand{background:var(--openground);color:var(--open);text-decoration:none}
  .mark{font:600 .8em Inter,"Helvetica Neue",Arial,sans-serif;white-space:nowrap}
  .banner,.failure{background:var(--badground);color:var(--bad);padding:.8em 1em;border-radius:4px}
  .verdict{padding-left:1em;border-left:3px solid var(--line)}
  .verdict.stands{border-color:var(--good)}
  .verdict.falls{border-color:var(--bad)}
  .verdict.by-hand{border-color:var(--open)}
  .verdict small{display:block}
  .value-alone{font-size:1.5rem;font-weight:600}
  .task{list-style:none}
  #checks,#methods,#sources,.footnotes{border-top:1px solid var(--line);margin-top:2.5rem;font-size:.95rem}
  #checks li p{margin-bottom:.2em}
  #checks li{margin-bottom:.9em}
  #checks .stands strong{color:var(--good)}
  #checks .falls strong{color:var(--bad)}
  #checks .by-hand strong{color:var(--open)}
  sup{line-height:0}
  .hash{font-size:.7rem}
  @media print{.making,.rows{display:none}body{font-size:10.5pt}main{max-width:none;padding:0}a{color:inherit}figure,.verdict,#checks li{break-inside:avoid}h1,h2,h3{break-after:avoid}pre{white-space:pre-wrap}.scroll{overflow:visible}}
  """
