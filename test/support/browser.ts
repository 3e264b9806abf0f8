import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright'

/** Where a Chromium may be, when `npm test` has not said which starts (`CHROMIUM_PATH`). */
const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** A window as wide as an operator's. */
export const viewport = { width: 1920, height: 1080 } as const

/**
 * Starts a headless Chromium. It runs as root in containers (no sandbox, small /dev/shm), draws without a GPU, and neither
 * throttles nor asks anybody on the internet.
 */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH ?? usual.find((path) => existsSync(path))
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-background-timer-throttling',
      '--disable-renderer-backgrounding',
      '--font-render-hinting=none',
    ],
  })
}
