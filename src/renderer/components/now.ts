import { useEffect, useState } from 'react'

/** The time, epoch ms, renewed on each whole second. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const tick = (): void => {
      const at = Date.now()
      setNow(at)
      timer = setTimeout(tick, 1000 - (at % 1000) + 5)
    }
    tick()
    return () => {
      clearTimeout(timer)
    }
  }, [])
  return now
}
