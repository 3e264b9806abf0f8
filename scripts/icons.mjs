import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { obtainChromium } from './chromium.mjs'
import { giveUp, root } from './requirements.mjs'

/**
 * Draws assets/icon.svg in the sizes that the desktops want: PNGs for Linux, an .ico for Windows, an .icns for macOS.
 * The same drawing gives the same files with the same Chromium; they are kept in the repository.
 */
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024]
const icoSizes = [16, 24, 32, 48, 64, 128, 256]
/** Apple's names of PNG entries by edge in pixels; `@2x` entries have a name of their own. */
const icnsEntries = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic13', 256],
  ['ic09', 512],
  ['ic14', 512],
  ['ic10', 1024],
]

const assets = join(root, 'assets')
const pngs = await draw(readFileSync(join(assets, 'icon.svg'), 'utf8'))
mkdirSync(join(assets, 'icons'), { recursive: true })
for (const [size, png] of pngs) writeFileSync(join(assets, 'icons', `${size}x${size}.png`), png)
writeFileSync(join(assets, 'icon.png'), pngs.get(1024))
writeFileSync(join(assets, 'icon.ico'), ico(icoSizes.map((size) => [size, pngs.get(size)])))
writeFileSync(join(assets, 'icon.icns'), icns(icnsEntries.map(([type, size]) => [type, pngs.get(size)])))
console.log(`Icons of ${sizes.join(', ')} pixels are in assets/.`)

async function draw(svg) {
  const executablePath = await obtainChromium()
  if (executablePath === null) giveUp('Icons are drawn by a Chromium, and there is none. Set CHROMIUM_PATH.')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--force-color-profile=srgb'] })
  try {
    const drawn = new Map()
    for (const size of sizes) {
      const page = await browser.newPage({ viewport: { width: size, height: size }, deviceScaleFactor: 1 })
      const sized = svg.replace(/width="\d+" height="\d+"/, `width="${size}" height="${size}"`)
      await page.setContent(`<style>body{margin:0}svg{display:block}</style>${sized}`)
      drawn.set(size, await page.screenshot({ omitBackground: true }))
      await page.close()
    }
    return drawn
  } finally {
    await browser.close()
  }
}

/** Windows icon: a directory of 16 bytes per image, then the PNGs. */
function ico(images) {
  const header = Buffer.alloc(6 + 16 * images.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(images.length, 4)
  let offset = header.length
  images.forEach(([size, png], index) => {
    const at = 6 + 16 * index
    header.writeUInt8(size % 256, at)
    header.writeUInt8(size % 256, at + 1)
    header.writeUInt16LE(1, at + 4)
    header.writeUInt16LE(32, at + 6)
    header.writeUInt32LE(png.length, at + 8)
    header.writeUInt32LE(offset, at + 12)
    offset += png.length
  })
  return Buffer.concat([header, ...images.map(([, png]) => png)])
}

/** Apple icon: `icns`, the length of the whole, then entries of type, length, PNG. */
function icns(entries) {
  const chunk = (type, body) => {
    const head = Buffer.alloc(8)
    head.write(type, 'ascii')
    head.writeUInt32BE(8 + body.length, 4)
    return Buffer.concat([head, body])
  }
  return chunk('icns', Buffer.concat(entries.map(([type, png]) => chunk(type, png))))
}
