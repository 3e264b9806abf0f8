/** What somebody sees whose sign-in address does not work (any more). */
export function signInPage(title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Signalbox</title>
<style>
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #0b0e12; color: #d9e0e8;
  font: 14px/1.6 Inter, system-ui, sans-serif; }
main { max-width: 30rem; padding: 24px; background: #161b23; border: 1px solid #303a48; border-radius: 8px; }
h1 { margin: 0 0 8px; font-size: 18px; font-weight: 600; }
p { margin: 0; color: #8b97a6; }
</style>
</head>
<body><main><h1>${title}</h1><p>${text}</p></main></body>
</html>
`
}

export const usedTokenPage = signInPage(
  'This address does not sign you in',
  'A sign-in address works once and for a day. Start Signalbox again: it prints a new one. If somebody else looks after it, ask them for one, or for an API key.',
)

export const pageNotBuilt = signInPage(
  'The page is not built',
  'Signalbox runs and its API answers, but the control room itself is missing. Build it with “npm run build” and load this page again.',
)
