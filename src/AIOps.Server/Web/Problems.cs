using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AIOps.Server.Web;

/// <summary>Errors as problem details (RFC 9457) that name the place, the value and the remedy.</summary>
internal static class Problems
{
    public static ProblemHttpResult BadValue(string place, string? value, string what, string remedy) =>
        Make(StatusCodes.Status400BadRequest, "bad-value", what, place, value, remedy);

    public static ProblemHttpResult NotFound(string what, string id) =>
        Make(StatusCodes.Status404NotFound, "not-found", $"There is no {what} with this id.", "id", id, $"list what there is: GET /api/v1/{what}s");

    public static ProblemHttpResult Conflict(string detail, string place, string? value, string remedy) =>
        Make(StatusCodes.Status409Conflict, "conflict", detail, place, value, remedy);

    public static ProblemHttpResult TooMany(string bound, string remedy) =>
        Make(StatusCodes.Status429TooManyRequests, "too-many", $"The bound {bound} was reached.", bound, null, remedy);

    public static ProblemHttpResult Make(int status, string kind, string detail, string place, string? value, string remedy) =>
        TypedResults.Problem(Details(status, kind, detail, place, value, remedy));

    public static ProblemDetails Details(int status, string kind, string detail, string place, string? value, string remedy)
    {
        var problem = new ProblemDetails { Status = status, Type = $"urn:aiops:problem:{kind}", Title = kind.Replace('-', ' '), Detail = detail };
        problem.Extensions["place"] = place;
        if (value is not null)
        {
            problem.Extensions["value"] = value.Length > 200 ? value[..200] + "…" : value;
        }

        problem.Extensions["remedy"] = remedy;
        return problem;
    }
}
