/** The two networks of ST 2022-7, path 1 first. */
const networks = [
  { name: 'amber', hue: 'var(--amber)' },
  { name: 'blue', hue: 'var(--blue)' },
] as const

/** What a leg is called and shown as, by its place. */
export const networkOf = (leg: number): { readonly name: string; readonly hue: string } =>
  networks[leg] ?? { name: `leg ${String(leg + 1)}`, hue: 'var(--dim)' }
