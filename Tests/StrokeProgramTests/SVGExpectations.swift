/// Numbers from svgelements, once; the page where a file states none is our choice.
let svgExpectations = [
  SVGExpectation(
    "vpype_arc_with_rotate_arc_with_rotate_simple", 3,
    [52.9167, 52.9167], 61.13, [2.341, 14.663], [22.154, 40.221]),
  SVGExpectation(
    "vpype_basic_svgs_circle", 1,
    [59.9959, 59.9980], 188.49, [0.000, 0.000], [59.996, 59.998]),
  SVGExpectation(
    "vpype_basic_svgs_rect", 1,
    [30.0000, 30.0000], 120.00, [0.000, 0.000], [30.000, 30.000]),
  SVGExpectation(
    "vpype_benchmark_500_circles", 500,
    [529.1667, 529.1667], 83744.58, [-50.506, -51.227], [578.365, 574.827]),
  SVGExpectation(
    "vpype_cmyk_svgs_file2", 13,
    [40.9375, 64.3750], 114.86, [9.063, 0.000], [25.625, 64.375]),
  SVGExpectation(
    "vpype_cmyk_svgs_file4", 2,
    [40.9375, 64.3751], 15.18, [37.188, 20.000], [40.938, 24.375]),
  SVGExpectation(
    "vpype_examples_bc_template", 93,
    [85.0000, 55.0000], 329.87, [42.569, 5.681], [74.197, 50.963]),
  SVGExpectation(
    "vpype_issue_58_a49n", 73,
    [118.7250, 105.8334], 10437.59, [0.000, 0.000], [118.725, 105.833]),
  SVGExpectation(
    "vpype_issue_59_minimal", 1,
    [82.0208, 105.8333], 74.84, [0.468, 0.468], [26.927, 26.927]),
  SVGExpectation(
    "vpype_misc_color_width_opacity", 30,
    [100.0001, 100.0001], 1532.00, [0.691, 1.819], [99.674, 97.801]),
  SVGExpectation(
    "vpype_misc_empty", 0,
    [132.2917, 132.2917], 0.00, [0, 0], [0, 0]),
  SVGExpectation(
    "vpype_misc_few_beziers", 12,
    [264.5833, 264.5833], 5026.86, [12.524, 65.611], [490.564, 516.573]),
  SVGExpectation(
    "vpype_misc_few_quad_beziers", 11,
    [264.5833, 264.5833], 4182.93, [6.891, 73.709], [527.104, 505.784]),
  SVGExpectation(
    "vpype_misc_multilayer_by_attributes", 4,
    [158.7501, 158.7501], 772.83, [2.646, 2.646], [158.750, 185.208]),
  SVGExpectation(
    "vpype_misc_multilayer_named_layers", 5,
    [158.7501, 158.7501], 984.50, [2.646, 2.646], [158.750, 185.208]),
  SVGExpectation(
    "vpype_paint_well_svgs_well_blue", 1,
    [140.0001, 100.0001], 31.37, [115.000, 55.000], [125.000, 65.000]),
  SVGExpectation(
    "vpype_paint_well_svgs_well_red", 1,
    [140.0001, 100.0001], 31.37, [115.000, 15.000], [125.000, 25.000]),
  SVGExpectation(
    "vpype_svg_width_height_fixed_size_200_600", 1,
    [52.9167, 158.7500], 66.50, [15.875, 42.333], [37.042, 63.500]),
  SVGExpectation(
    "vpype_svg_width_height_fixed_size_viewbox_mismatch", 2,
    [132.2917, 79.3750], 513.39, [0.000, 0.000], [132.292, 79.375]),
  SVGExpectation(
    "vpype_svg_width_height_no_size_viewbox", 1,
    [79.3750, 79.3750], 66.50, [-10.583, 15.875], [10.583, 37.042]),
  SVGExpectation(
    "vpype_svg_width_height_percent_size", 1,
    [210.0000, 297.0000], 66.50, [15.875, 42.333], [37.042, 63.500]),
  SVGExpectation(
    "vpype_svg_width_height_percent_size_viewbox_no_preserveAR", 1,
    [79.3750, 79.3750], 66.50, [-10.583, 15.875], [10.583, 37.042]),
  SVGExpectation(
    "vsketch_noise_bezier_liked_1", 198,
    [210.0001, 297.0002], 14383.96, [17.750, 58.665], [192.240, 238.346]),
  SVGExpectation(
    "vsketch_polygons_liked_1", 20,
    [297.0002, 210.0001], 5217.02, [69.314, 25.000], [227.686, 185.000]),
  SVGExpectation(
    "vsketch_quick_draw_liked_2", 248,
    [125.0001, 125.0001], 2646.19, [4.794, 4.794], [120.206, 120.206]),
  SVGExpectation(
    "vsketch_schotter_liked_1", 264,
    [210.0001, 297.0002], 10560.01, [38.407, 36.654], [171.593, 260.346]),
  SVGExpectation(
    "vsketch_stroke_join_liked_1", 120,
    [210.0001, 297.0002], 14135.09, [10.734, 65.318], [199.266, 231.683]),
  SVGExpectation(
    "vsketch_transforms_liked_1", 10,
    [297.0002, 210.0001], 1590.47, [48.996, 45.603], [248.005, 164.397]),
]
