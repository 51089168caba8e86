// @ts-check
// What every page gets on top of plain HTML. Each part looks for what it
// serves and does nothing where that is missing; the page works without it.

import { chooseBand } from "./bands.js";
import { keepMenus } from "./menus.js";
import { offerPrint } from "./print.js";
import { nameAddress } from "./email.js";
import { practise } from "./practice.js";
import { openTarget } from "./questions.js";
import { rememberTextSize } from "./text-size.js";
import { searchTitles } from "./title-search.js";

rememberTextSize();
keepMenus();
offerPrint();
nameAddress();
openTarget();
chooseBand();
searchTitles();
practise();
