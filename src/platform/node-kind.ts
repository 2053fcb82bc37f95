/** What a memory node is made of; the order is the policy's integer code. */
export const NODE_KINDS = ['dram', 'cxl', 'gpu', 'pmem'] as const;
