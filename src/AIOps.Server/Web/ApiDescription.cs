using Microsoft.AspNetCore.OpenApi;

namespace AIOps.Server.Web;

/// <summary>What the OpenAPI document says about the service as a whole.</summary>
internal static class ApiDescription
{
    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "AIOps";
            document.Info.Version = "v1";
            document.Info.Description = "Incidents, runs and what is watched. A change of state needs the token (Authorization: Bearer); reading from loopback does not. Errors are problem details (RFC 9457) with place, value and remedy.";
            // the address differs from machine to machine
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
    }
}
