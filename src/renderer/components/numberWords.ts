const words = [
  'none',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]

/** Small numbers as people say them: `nine`, `13`. */
export const numberWord = (count: number): string => words[count] ?? String(count)

/** `1 route`, `12 routes`. */
export const many = (count: number, one: string): string => `${String(count)} ${one}${count === 1 ? '' : 's'}`
