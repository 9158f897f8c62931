/** Code that the solvers share and users do not need. Not exported. */
package org.ot4j.transport.internal;
