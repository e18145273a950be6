using System.Security.Cryptography;

namespace AIOps.Server.Web.Pages;

/// <summary>Style, script and icon, carried inside the program: there is no folder that could be missing beside it.</summary>
internal static class Assets
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal) { ["app.css"] = "text/css; charset=utf-8", ["app.js"] = "text/javascript; charset=utf-8", ["icon.svg"] = "image/svg+xml" };

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var (name, type) in Types)
        {
            var content = Read(name);
            var tag = new Microsoft.Net.Http.Headers.EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"");
            endpoints.MapGet($"/assets/{name}", (HttpContext http) =>
            {
                http.Response.Headers.CacheControl = "no-cache";
                return TypedResults.Bytes(content, type, entityTag: tag);
            }).ExcludeFromDescription();
        }
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream($"AIOps.Server.Web.Pages.Assets.{name}") ?? throw new InvalidOperationException($"{name} is not in the program");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
