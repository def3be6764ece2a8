/**
 * The main class of {@code suda.jar}: starts Payara Micro with the WAR inside, opens the port when
 * Suda serves, ends in order. Not part of the WAR.
 *
 * <p>May call nothing of Suda: the application is in a class loader of its own, and is reached by
 * its MBean.
 */
package chat.suda.launcher;
