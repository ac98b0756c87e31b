export interface Order {
  id: string;
  n: number;
}

export const atLeast = (orders: Order[], least: number): Order[] => orders.filter(({ n }) => n >= least);
