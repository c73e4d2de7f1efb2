// Runs before the first paint, so that a dark or large page never flashes light or small.
;(() => {
  const root = document.documentElement
  try {
    const kept = JSON.parse(localStorage.getItem('yizhan.preferences') || '{}')
    const dark =
      kept.theme === 'dark' || (kept.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
    root.dataset.theme = dark ? 'dark' : 'light'
    if (kept.large) root.dataset.mode = 'large'
    if (kept.language) root.lang = kept.language
  } catch {
    root.dataset.theme = 'light'
  }
})()
