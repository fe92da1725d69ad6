export const RENDERED = {};
