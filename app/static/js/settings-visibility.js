/** Users and user groups are found by typing. Without this module their names are typed in full. */
import { enhance } from "splot/links";

enhance();
