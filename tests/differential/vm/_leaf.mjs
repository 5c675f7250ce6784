export const leaf = 'found';
