import './styles/page.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from './app.js';
import { hashOfPermalink } from './state/permalink.js';

const hash = hashOfPermalink(location.pathname, location.search);
if (hash !== null) history.replaceState(null, '', `/${hash}`);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id "root"');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
