package org.ot4j.network;

/**
 * A configuration that can be written to a file and read back: a record whose components are
 * numbers, strings, lists, arrays, enums or recipes. See {@link Recipes}.
 */
public interface Recipe {}
