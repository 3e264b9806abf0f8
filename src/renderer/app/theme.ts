import { createTheme, type MantineColorsTuple } from '@mantine/core'

/** Greys of the design, from text down to the background; Mantine's dark scheme draws with them. */
const dark: MantineColorsTuple = [
  '#d9e0e8',
  '#b9c4d0',
  '#8b97a6',
  '#566170',
  '#303a48',
  '#232b36',
  '#10141a',
  '#0b0e12',
  '#0b0e12',
  '#07090c',
]

/** Mantine in the design's own tokens: grey, 13 px, small radii, no shadows. */
export const theme = createTheme({
  fontFamily: "'Inter Variable', sans-serif",
  fontFamilyMonospace: "'JetBrains Mono', monospace",
  fontSizes: { xs: '11.5px', sm: '12.5px', md: '13px', lg: '14px', xl: '16px' },
  defaultRadius: 5,
  colors: { dark },
  primaryColor: 'dark',
  primaryShade: 0,
  autoContrast: true,
  cursorType: 'pointer',
})
