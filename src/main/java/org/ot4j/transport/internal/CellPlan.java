package org.ot4j.transport.internal;

/** A plan whose products with vectors take far less time than its entries, one by one. */
public interface CellPlan {}
