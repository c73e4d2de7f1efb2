/** The schema that files are read and written by: BPMN's own, mended, and our extension elements. */
import bpmn from 'bpmn-moddle/resources/bpmn/json/bpmn.json' with { type: 'json' }
import bpmndi from 'bpmn-moddle/resources/bpmn/json/bpmndi.json' with { type: 'json' }
import dc from 'bpmn-moddle/resources/bpmn/json/dc.json' with { type: 'json' }
import { yizhanNamespace } from './yizhan-namespace.ts'

/**
 * Without defaults: an attribute that says what is so without it would not be written again. And the script of a global
 * task is an element (BPMN 2.0.2 table 10.16), not an attribute.
 */
function mended(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema), (key, value) => {
    if (key === 'default') return undefined
    if (value?.name !== 'GlobalScriptTask') return value
    const properties = value.properties.map((property: { name: string; type: string }) =>
      property.name === 'script' ? { name: property.name, type: property.type } : property,
    )
    return { ...value, properties }
  })
}

export const packages = {
  bpmn: mended(bpmn),
  bpmndi: mended(bpmndi),
  dc: mended(dc),
  yz: yizhanNamespace,
}
