const LONGEST_ID = 100
const LONGEST_MODULE = 50
/** Wildcards, the end of a level, and what nobody can read or type: control characters and halves of pairs. */
const UNFIT = /[+#/\p{Cc}\p{Cs}]/u

/** Whether a device can be called so: 1 to 100 characters, none of which has a meaning in a topic. */
export function isDeviceId(text: string): boolean {
  return text !== '' && text.length <= LONGEST_ID && !UNFIT.test(text)
}

/** Whether a module can be called so: a level of a topic, at most 50 characters. */
export function isModuleName(text: string): boolean {
  return text !== '' && text.length <= LONGEST_MODULE && !UNFIT.test(text)
}
