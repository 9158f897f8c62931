/** Data sets: generated from a seed, read from files, or given as arrays and tables. */
package org.ot4j.data;
