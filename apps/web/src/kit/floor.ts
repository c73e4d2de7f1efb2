/** Where a list that opens is put: inside its dialog, because nothing outside of a modal dialog can be seen or used. */
export const floor = (control: HTMLElement): HTMLElement => control.closest('dialog') ?? document.body
