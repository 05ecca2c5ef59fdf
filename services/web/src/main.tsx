import './style/tokens.css'
import './style/base.css'
import './style/controls.css'
import './style/blank.css'
import { createClient } from '@socketlink/client'
import { render } from 'preact'
import { App } from './app.tsx'
import { pageStorage } from './page-storage.ts'

const root = document.getElementById('app')
if (root === null) throw new Error('the page has no place for the application')

const client = createClient({ storage: pageStorage })
// Logged in since an earlier visit. How it goes is in the client's state.
if (client.state.user) client.connect().catch(() => {})

render(<App client={client} />, root)
