/** Three approvals in a row and an end: counsellor, deputy secretary, registrar. The same for the peer and for us. */
const steps = ['a', 'b', 'c'] as const
const words = '<yz:words nameEn="Step" zh="看材料" en="Reads it" days="1"/>'
const assignment = {
  a: '<yz:to kind="relation" relation="counsellor"/>',
  b: '<yz:to kind="position" position="deputy-secretary" unit="applicant-school"/>',
  c: '<yz:to kind="position" position="registrar" unit="305"/>',
}

const flows = ['start', ...steps]
  .map((from, i) => `<sequenceFlow id="f${i}" sourceRef="${from}" targetRef="${[...steps, 'end'][i]}" />`)
  .join('')

function model(task: (id: (typeof steps)[number]) => string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:yz="https://yizhan.dev/bpmn" id="leave" targetNamespace="https://yizhan.dev/bench">
<process id="leave-process" isExecutable="true"><startEvent id="start" name="提交申请" />${steps.map(task).join('')}<endEvent id="end" />${flows}</process></definitions>`
}

export const forPeer = model((id) => `<userTask id="${id}" />`)
export const forUs = model(
  (id) =>
    `<userTask id="${id}" name="第 ${steps.indexOf(id) + 1} 步"><extensionElements><yz:assignment>${assignment[id]}</yz:assignment>${words}</extensionElements></userTask>`,
)

export const answers = {
  days: 4,
  kind: 'personal',
  from: '2026-11-25',
  to: '2026-11-28',
  reason: '回家办理户籍手续',
  phone: '13800000000',
}
export const opinion = '同意，注意安全'
