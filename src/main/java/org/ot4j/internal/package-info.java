/** Utilities that several packages share and that users do not need. Not exported. */
package org.ot4j.internal;
