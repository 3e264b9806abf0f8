import { MantineProvider } from '@mantine/core'
import { useStore } from 'zustand'
import { connectionStore } from './connection'
import { isAlone, usePlace } from './place'
import { AloneShell } from './shell/AloneShell'
import { Shell } from './shell/Shell'
import { SignedOut } from './shell/SignedOut'
import { theme } from './theme'

/** The whole window. */
export function App() {
  const signedOut = useStore(connectionStore, (connection) => connection.state === 'signed-out')
  const alone = isAlone(usePlace())
  return (
    <MantineProvider theme={theme} forceColorScheme="dark">
      {signedOut ? <SignedOut /> : alone ? <AloneShell /> : <Shell />}
    </MantineProvider>
  )
}
