/** Hands a file to the person. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => {
    URL.revokeObjectURL(url)
  }, 1000)
}

/** Hands a text to the person as a file. `type`: its media type. */
export const saveText = (name: string, type: string, text: string): void => {
  saveFile(name, new Blob([text], { type: `${type};charset=utf-8` }))
}
