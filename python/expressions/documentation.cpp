// What help() says of the functions; the first line is the signature.
#include "python/expressions/evaluate.h"

namespace krait {

const char* const kEvaluateDocumentation =
    "evaluate(ex, local_dict=None, global_dict=None, out=None, order='K', casting='same_kind', sanitize=None, "
    "_frame_depth=3, **kwargs)\n--\n\n"
    "The value of an expression over arrays and numbers, compiled for their types on the first call.\n\n"
    "ex: the text, as \"2*a + 3*b**2\". Its names are variables of the caller, local before global, or what "
    "local_dict\n"
    "and global_dict, mappings, have. out: an array that is filled and returned, which may overlap with operands; "
    "casting\n"
    "is the rule for its dtype: 'no', 'equiv', 'safe', 'same_kind', 'unsafe'. order: of a new array in memory, 'C', "
    "'F',\n"
    "'A' or 'K'. kwargs: optimization, 'aggressive' (x**n are products), 'moderate' or 'none' (NumPy's powers); "
    "truediv,\n"
    "sanitize and disable_cache are taken for NumExpr's sake; progress, called with the numbers of elements done and "
    "of\n"
    "all while files (numpy.memmap) are evaluated block by block.\n\n"
    "Returns a new array, of no dimensions for a number, with NumPy's dtype and shape; or out. Raises KeyError for a "
    "name\n"
    "that nothing has, krait.ExpressionError (a ValueError) for a text that is no expression or can't be compiled for\n"
    "these types, TypeError for operands and casts that are not allowed, and what NumPy raises for shapes and indices.";

const char* const kReEvaluateDocumentation =
    "re_evaluate(local_dict=None, global_dict=None, _frame_depth=2)\n--\n\n"
    "The expression of the last evaluate() or validate() of this thread and context, of the variables as they are "
    "now.\n\n"
    "Raises RuntimeError where there was none, or where the array that was its out is gone; else as evaluate().";

const char* const kValidateDocumentation =
    "validate(ex, local_dict=None, global_dict=None, out=None, order='K', casting='safe', _frame_depth=2, "
    "sanitize=None, **kwargs)\n--\n\n"
    "None if evaluate() would take the expression with the variables as they are, and compiles it; else the exception.";

}  // namespace krait
